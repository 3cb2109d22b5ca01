/** The engine's images, kept up to date. */
import { backend } from "$/ipc/backend";
import type { ImageRow, TouchedImage } from "$/ipc/bindings";
import { touchedRows } from "$/lib/touched";
import { barScale, sumImages, type ImageSum } from "$/lib/images";
import { reconciled, sameImage } from "$/lib/reconcile";
import { clock } from "./clock.svelte";
import { usersOf } from "./containers.svelte";
import { Resource } from "./resource.svelte";

/** Rows from which on events are answered by reading the images that they are about: listing so many takes too long. */
const MANY = 1000;
/** Milliseconds after which the whole list is asked for all the same. */
const SETTLE = 2000;
/** An engine is not kept busy with its list: it rests so many times as long as that took. containerd's store lists 5,000
    images in 20 seconds. */
const REST = 10;

/** Milliseconds between two questions for a list where none is shown yet. */
const PAUSE = 500;

let settling: ReturnType<typeof setTimeout> | undefined;
/** Only the engine's own list will do. */
let whole = true;
/** The engine could not give it when it was asked last: images went faster than it lists them. */
let notListed = false;
/** Milliseconds that the last list took. */
let took = 0;
/** What single images have told, each its last, since a list was asked for that is not here yet. */
let meanwhile: Map<string, TouchedImage> | null = null;
/** Such a list, with that, of the engine of that era. */
let renewed: { rows: ImageRow[]; era: number } | null = null;

export const images: Resource<ImageRow[]> = new Resource(async () => {
  const rows = (await touched()) ?? (await listed());
  clock.touch();
  return reconciled(images.value, rows, sameImage);
});

async function touched(): Promise<ImageRow[] | null> {
  const fresh = renewed?.era === images.era ? renewed.rows : null;
  renewed = null;
  const before = fresh ?? images.value;
  if (whole || !before || (before.length < MANY && !notListed)) return null;
  return changed(before, fresh !== null);
}

/** What has become of these rows, where single images tell it. A list that is `fresh` is as good as another one. */
async function changed(before: readonly ImageRow[], fresh = false): Promise<ImageRow[] | null> {
  const answers = await backend().imagesTouched();
  for (const answer of answers ?? []) meanwhile?.set(answer.id ?? answer.subject, answer);
  const rows = answers && touchedRows(before, answers);
  if (rows && !(fresh && answers.length === 0)) settle();
  return rows;
}

async function ask(): Promise<ImageRow[] | null> {
  const began = performance.now();
  const rows = await backend().imagesList();
  took = performance.now() - began;
  notListed = rows === null;
  return rows;
}

async function listed(): Promise<ImageRow[]> {
  clearTimeout(settling);
  settling = undefined;
  whole = false;
  meanwhile = null;
  for (;;) {
    const rows = await ask();
    if (rows) return rows;
    const before = images.value;
    if (before) {
      settle();
      return (await changed(before)) ?? before;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function settle(): void {
  // Not put off by what comes meanwhile.
  settling ??= setTimeout(() => void renew(), Math.max(SETTLE, REST * took));
}

/** Asks for the whole list, and goes on answering events until it is here. */
async function renew(): Promise<void> {
  settling = undefined;
  const { era } = images;
  const since = (meanwhile = new Map<string, TouchedImage>());
  // Its failure is shown by who asks next.
  const rows = await ask().catch(() => null);
  // Another engine, or another list.
  if (meanwhile !== since || images.era !== era) return;
  meanwhile = null;
  const merged = rows && touchedRows(rows, [...since.values()]);
  renewed = merged && { rows: merged, era };
  whole = merged === null && !notListed;
  await images.refresh();
}

const sum = $derived(sumImages(images.value ?? [], (id) => usersOf(id).length));
const scale = $derived(barScale(images.value ?? []));

/** All images together, each counted once however many names it has. */
export function imagesSum(): ImageSum {
  return sum;
}

/** The size whose bar is the longest. */
export function imagesScale(): number {
  return scale;
}
