/** The engine's images, kept up to date. */
import { backend } from "$/ipc/backend";
import type { ImageRow } from "$/ipc/bindings";
import { barScale, sumImages, type ImageSum } from "$/lib/images";
import { reconciled, sameImage } from "$/lib/reconcile";
import { clock } from "./clock.svelte";
import { usersOf } from "./containers.svelte";
import { Resource } from "./resource.svelte";

export const images: Resource<ImageRow[]> = new Resource(async () => {
  const rows = await backend().imagesList();
  clock.touch();
  return reconciled(images.value, rows, sameImage);
});

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
