/** Which tags their registries have another image for, as far as a person has asked since the application was started. */
import { SvelteMap } from "svelte/reactivity";
import { backend } from "$/ipc/backend";
import type { ImageRow, JobInfo, UpdateState } from "$/ipc/bindings";
import { referenceOf } from "$/lib/images";
import { jobs } from "./jobs.svelte";
import { toasts } from "./toasts.svelte";

export interface Checked {
  /** Of the image that was held against the registry: of another one nothing is known. */
  id: string;
  state: UpdateState;
  /** Milliseconds since the epoch. */
  at: number;
}

const known = new SvelteMap<string, Checked>();

export const updates = {
  /** What was found of a row's image; none where it was not asked for, or has changed since. */
  of(row: ImageRow): Checked | undefined {
    const found = known.get(referenceOf(row));
    if (found?.id !== row.id) return undefined;
    // The registry's image may differ for other platforms alone: pulled, it is the same here, under one more digest.
    const { state } = found;
    const has = state.is === "newer" && row.digests.some((digest) => digest.endsWith(`@${state.digest}`));
    return has ? { ...found, state: { is: "upToDate" } } : found;
  },
};

export const updateOf = (row: ImageRow): UpdateState["is"] | undefined => updates.of(row)?.state.is;

/** Starts a check of those that have a name. */
export function checkUpdates(rows: readonly ImageRow[]): void {
  const references = rows.filter(({ tag }) => tag !== null).map(referenceOf);
  if (references.length === 0) return;
  void toasts.guard(
    backend()
      .imagesCheckUpdates(references)
      .then((job) => jobs.started(job)),
  );
}

/** What a check found stays known when the job is taken off the list. */
export function learnUpdates(list: readonly JobInfo[]): void {
  for (const { outcome, ended } of list) {
    if (outcome?.what !== "checked" || ended === null) continue;
    for (const { reference, id, state } of outcome.updates) {
      const before = known.get(reference);
      if (id !== null && (!before || before.at < ended)) known.set(reference, { id, state, at: ended });
    }
  }
}

/** For unit tests: as in a page that has just been loaded. */
export function forgetUpdates(): void {
  known.clear();
}
