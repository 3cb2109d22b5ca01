/** Questions about jobs, asked in more than one place. Pure. */
import type { JobInfo, JobProgress } from "$/ipc/bindings";
import { pullShare } from "./pull";

/** Nothing more will come of it otherwise. */
export function isUnderWay({ phase: { at } }: JobInfo): boolean {
  return at === "pending" || at === "queued" || at === "running";
}

/** From 0 to 1; `null` when nobody can say. */
export function jobShare(progress: JobProgress): number | null {
  switch (progress.of) {
    case "unknown":
      return null;
    case "transfer":
      return pullShare(progress.progress);
    case "bytes":
      // An estimate may be passed; full is only what has ended.
      return progress.total ? Math.min(progress.about ? 0.99 : 1, progress.done / progress.total) : null;
    case "items":
      return progress.total > 0 ? (progress.done + progress.failed) / progress.total : null;
  }
}

/** Seconds until the bytes are there at the present rate; `null` where that can't be told. */
export function secondsLeft(progress: JobProgress): number | null {
  const { done, total, rate } = bytesOf(progress);
  if (!rate || !total || done >= total) return null;
  return (total - done) / rate;
}

function bytesOf(progress: JobProgress): { done: number; total: number | null; rate: number | null } {
  if (progress.of === "bytes") return progress;
  if (progress.of !== "transfer") return { done: 0, total: null, rate: null };
  const { downloaded, total, rate } = progress.progress;
  return { done: downloaded, total, rate };
}
