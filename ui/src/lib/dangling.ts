/** Which images docker calls dangling: what `docker images --filter dangling=true` lists and `docker image prune` takes. */
import type { EngineInfo, ImageRow } from "$/ipc/bindings";

/** Docker's own store counts an image that only digests name among them; containerd's store and Podman do not. */
export function countsDigests({ product, containerdStore }: EngineInfo): boolean {
  return product === "Docker" && !containerdStore;
}

/** Says it of a row. An image that has a tag under any name is none, in each of its rows. */
export function danglingAmong(rows: readonly ImageRow[], digests: boolean): (row: ImageRow) => boolean {
  if (!digests) return ({ repository }) => repository === null;
  const tagged = new Set(rows.filter(({ tag }) => tag !== null).map(({ id }) => id));
  return ({ id }) => !tagged.has(id);
}
