/** The engine's images, kept up to date. */
import { backend } from "$/ipc/backend";
import { clock } from "./clock.svelte";
import { Resource } from "./resource.svelte";

export const images = new Resource(async () => {
  const rows = await backend().imagesList();
  clock.touch();
  return rows;
});
