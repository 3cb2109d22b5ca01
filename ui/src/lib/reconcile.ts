/** A list that is fetched again keeps the objects that have not changed, and is itself the one that was where none has. */
import type { ImageRow } from "$/ipc/bindings";

export function reconciled<T extends { key: string }>(
  before: readonly T[] | undefined,
  after: T[],
  same: (a: T, b: T) => boolean,
): T[] {
  if (!before) return after;
  const known = new Map(before.map((row) => [row.key, row]));
  let unchanged = before.length === after.length;
  const result = after.map((row, at) => {
    const old = known.get(row.key);
    const kept = old !== undefined && same(old, row) ? old : row;
    unchanged &&= kept === before[at];
    return kept;
  });
  return unchanged ? (before as T[]) : result;
}

const sameTexts = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((text, at) => text === b[at]);

/** An image never changes under its id, but for its digests, its size where layers are shared, and what is here of it. */
export function sameImage(a: ImageRow, b: ImageRow): boolean {
  return (
    a.id === b.id &&
    a.created === b.created &&
    a.size === b.size &&
    sameTexts(a.digests, b.digests) &&
    (a.manifests.length === 0 && b.manifests.length === 0
      ? true
      : JSON.stringify(a.manifests) === JSON.stringify(b.manifests))
  );
}
