/** Which images a clean-up would take, by what a person asks for; and the `docker` command that comes nearest to it. */
import type { ImageRow } from "$/ipc/bindings";

const DAY = 86_400;

export interface CleanUp {
  /** Those that docker calls dangling only, or all that no container uses. */
  which: "dangling" | "unused";
  /** Only images made longer ago than this; none for any age. */
  olderThanDays: number | null;
  /** `key` or `key=value`: images with it are kept. */
  keepLabel: string;
}

/** Rows of images that nothing is made from, as `docker image prune` would choose them. */
export function candidates(
  rows: readonly ImageRow[],
  { which, olderThanDays, keepLabel }: CleanUp,
  users: (id: string) => number,
  dangling: (row: ImageRow) => boolean,
  now: number,
): ImageRow[] {
  const newest = olderThanDays === null ? Infinity : now - olderThanDays * DAY;
  return rows.filter(
    (row) =>
      users(row.id) === 0 &&
      (which === "unused" || dangling(row)) &&
      row.created <= newest &&
      !hasLabel(row, keepLabel),
  );
}

function hasLabel({ labels }: ImageRow, wanted: string): boolean {
  const [key = "", ...value] = wanted.trim().split("=");
  if (key === "" || !Object.hasOwn(labels, key)) return false;
  return value.length === 0 || labels[key] === value.join("=");
}

/** The words of `docker image prune` for this choice; a filter by text has none. */
export function pruneWords({ which, olderThanDays, keepLabel }: CleanUp): string[] {
  return [
    "docker",
    "image",
    "prune",
    ...(which === "unused" ? ["--all"] : []),
    ...(olderThanDays === null ? [] : ["--filter", `until=${olderThanDays * 24}h`]),
    ...(keepLabel.trim() ? ["--filter", `label!=${keepLabel.trim()}`] : []),
  ];
}
