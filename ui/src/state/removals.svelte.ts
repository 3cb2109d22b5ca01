/** Removals of images under way: which rows are about to go, and the last one that can still be undone. */
import { backend } from "$/ipc/backend";
import type { JobInfo, RemovalOrder, RemovalTarget } from "$/ipc/bindings";
import { isUnderWay } from "$/lib/jobs";
import { targetKey } from "$/lib/removal";
import { jobs } from "./jobs.svelte";
import { toasts } from "./toasts.svelte";

export type RemovalJob = Extract<JobInfo, { kind: "remove" }>;

const underWay = $derived(jobs.list.filter((job): job is RemovalJob => job.kind === "remove" && isUnderWay(job)));
const going = $derived(new Set(underWay.flatMap(({ items }) => items.map(targetKey))));
/** The newest first, as jobs are. */
const pending = $derived(underWay.filter(({ phase }) => phase.at === "pending"));

export const removals = {
  get pending(): readonly RemovalJob[] {
    return pending;
  },
  isGoing: (target: RemovalTarget): boolean => going.size > 0 && going.has(targetKey(target)),
  start: async (order: RemovalOrder): Promise<JobInfo> => jobs.started(await backend().imagesRemove(order)),
  undo,
};

/** Undoes the one that was asked for last; false where there is none. */
function undo(): boolean {
  const [last] = pending;
  if (!last) return false;
  void toasts.guard(jobs.cancel(last.id));
  return true;
}
