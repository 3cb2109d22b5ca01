/** The engine's images, kept up to date. */
import { backend } from "$/ipc/backend";
import type { ImageRow } from "$/ipc/bindings";
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

/** Milliseconds between two questions for a list where none is shown yet. */
const PAUSE = 500;

let settling: ReturnType<typeof setTimeout> | undefined;
/** Only the engine's own list will do. */
let whole = true;
/** The engine could not give it when it was asked last: images went faster than it lists them. */
let notListed = false;

export const images: Resource<ImageRow[]> = new Resource(async () => {
  const rows = (await touched()) ?? (await listed());
  clock.touch();
  return reconciled(images.value, rows, sameImage);
});

async function touched(): Promise<ImageRow[] | null> {
  const before = images.value;
  if (whole || !before || (before.length < MANY && !notListed)) return null;
  return changed(before);
}

/** What has become of these rows, where single images tell it. */
async function changed(before: readonly ImageRow[]): Promise<ImageRow[] | null> {
  const answers = await backend().imagesTouched();
  const rows = answers && touchedRows(before, answers);
  if (rows) settle();
  return rows;
}

async function listed(): Promise<ImageRow[]> {
  clearTimeout(settling);
  settling = undefined;
  whole = false;
  for (;;) {
    const rows = await backend().imagesList();
    notListed = rows === null;
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
  settling ??= setTimeout(() => {
    whole = true;
    void images.refresh();
  }, SETTLE);
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
