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

let settling: ReturnType<typeof setTimeout> | undefined;
/** Only the engine's own list will do. */
let whole = true;

export const images: Resource<ImageRow[]> = new Resource(async () => {
  const rows = (await touched()) ?? (await listed());
  clock.touch();
  return reconciled(images.value, rows, sameImage);
});

async function touched(): Promise<ImageRow[] | null> {
  const before = images.value;
  if (whole || !before || before.length < MANY) return null;
  const answers = await backend().imagesTouched();
  const rows = answers && touchedRows(before, answers);
  if (rows) settle();
  return rows;
}

function listed(): Promise<ImageRow[]> {
  clearTimeout(settling);
  settling = undefined;
  whole = false;
  return backend().imagesList();
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
