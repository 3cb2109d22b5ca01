/** The engine's images, kept up to date. */
import { backend } from "$/ipc/backend";
import type { ImageRow, TouchedImage } from "$/ipc/bindings";
import { announcedRows, touchedRows, touchedSince } from "$/lib/touched";
import { barScale, sumImages, type ImageSum } from "$/lib/images";
import { reconciled, sameImage } from "$/lib/reconcile";
import { clock } from "./clock.svelte";
import { usersOf } from "./containers.svelte";
import { Resource } from "./resource.svelte";

/** Rows from which on events are answered by reading the images that they are about: listing so many takes too long. */
const MANY = 1000;
/** Milliseconds after which the whole list is asked for all the same. */
const SETTLE = 2000;
/** An engine is not kept busy with its list: it rests so many times as long as that took, within reason. containerd's
    store lists 5,000 images in 20 seconds. */
const REST = 10;
const REST_MOST = 300_000;

/** Milliseconds between two questions for a list where none is shown yet. */
const PAUSE = 500;

/** A whole list that was asked for beside what is shown. */
interface Renewal {
  era: number;
  /** None until it is here. */
  rows: ImageRow[] | null;
  /** What single images have told since it was asked for, as it came: it holds against the list. */
  since: TouchedImage[][];
}

let settling: ReturnType<typeof setTimeout> | undefined;
/** Only the engine's own list will do. */
let whole = true;
/** The engine could not give it when it was asked last: images went faster than it lists them. */
let notListed = false;
/** Milliseconds that the last list took. */
let took = 0;
let renewal: Renewal | null = null;
/** The list that the engine of that era is at: it is not asked for two at once. */
let asking: { era: number; done: Promise<unknown> } | null = null;

export const images: Resource<ImageRow[]> = new Resource(async () => {
  const rows = (await touched()) ?? (await listed());
  clock.touch();
  return reconciled(images.value, rows, sameImage);
});

async function touched(): Promise<ImageRow[] | null> {
  if (renewal && renewal.era !== images.era) renewal = null;
  const fresh = renewal?.rows && { renewal, before: touchedSince(renewal.rows, renewal.since) };
  const before = fresh ? fresh.before : images.value;
  if (whole || !before || (before.length < MANY && !notListed)) return null;
  const rows = await changed(fresh ? before : await announced(before), !fresh || fresh.renewal.since.length > 0);
  if (fresh && renewal === fresh.renewal) renewal = null;
  return rows;
}

/** What follows from what events said themselves. It is shown until the images have been read. */
async function announced(before: readonly ImageRow[]): Promise<readonly ImageRow[]> {
  const { era } = images;
  const rows = announcedRows(before, await backend().imagesAnnounced());
  if (era === images.era && rows !== before) images.show([...rows]);
  return rows;
}

/** What has become of these rows, where single images tell it. They are `old` where a list would be newer. */
async function changed(before: readonly ImageRow[], old: boolean): Promise<ImageRow[] | null> {
  const since = renewal?.since;
  const answers = await backend().imagesTouched();
  if (answers && answers.length > 0) since?.push(answers);
  const rows = answers && touchedRows(before, answers);
  if (rows && (old || answers.length > 0)) settle();
  return rows;
}

function ask(): Promise<ImageRow[] | null> {
  const { era } = images;
  const free = asking?.era === era ? asking.done : Promise.resolve();
  const rows = free.then(async () => {
    const began = performance.now();
    const rows = await backend().imagesList();
    if (era === images.era) [took, notListed] = [performance.now() - began, rows === null];
    return rows;
  });
  asking = { era, done: rows.catch(() => undefined) };
  return rows;
}

async function listed(): Promise<ImageRow[]> {
  clearTimeout(settling);
  settling = undefined;
  whole = false;
  renewal = null;
  for (;;) {
    const rows = await ask();
    if (rows) return rows;
    const before = images.value;
    if (before) {
      settle();
      return (await changed(before, true)) ?? before;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Has the whole list asked for, in a while. Not put off by what comes meanwhile. */
function settle(): void {
  settling ??= setTimeout(() => void renew(), Math.max(SETTLE, Math.min(REST * took, REST_MOST)));
}

/** Asks for the whole list, and goes on answering events until it is here. */
async function renew(): Promise<void> {
  const own = settling;
  // What events were about until now is read before the list makes the shell forget it.
  await images.refresh();
  // That took a whole list, after which there may be another time for the next.
  if (settling !== own) return;
  const asked: Renewal = { era: images.era, rows: null, since: [] };
  renewal = asked;
  // Its failure is shown by who asks next.
  const rows = await ask().catch(() => null);
  // Another list has come, or another engine.
  if (renewal !== asked) return;
  settling = undefined;
  if (rows) asked.rows = rows;
  else renewal = null;
  whole = rows === null && !notListed;
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
