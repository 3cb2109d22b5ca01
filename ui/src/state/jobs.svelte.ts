/**
 * The page's view of the shell's jobs: long work that is started here and goes on by itself. The shell sends what has
 * changed, and more only when that has been dealt with.
 */
import { backend } from "$/ipc/backend";
import type { JobId, JobInfo, JobNews } from "$/ipc/bindings";
import { isUnderWay } from "$/lib/jobs";

let list = $state.raw<JobInfo[]>([]);
const underWay = $derived(list.filter(isUnderWay));

export const jobs = {
  /** The newest first. */
  get list(): JobInfo[] {
    return list;
  },
  /** Those that have not ended, the oldest first. */
  get underWay(): JobInfo[] {
    return underWay.toReversed();
  },
  get: (id: JobId): JobInfo | undefined => list.find((job) => job.id === id),
  begin: () => backend().jobsOpen(take),
  started,
  pull: async (reference: string, platform: string | null = null) =>
    started(await backend().imagePull(reference, platform)),
  again: async (id: JobId) => started(await backend().jobAgain(id)),
  cancel: (id: JobId) => backend().jobCancel(id),
  forget: (id: JobId) => backend().jobForget(id),
  forgetEnded: () => backend().jobsForgetEnded(),
  log: (id: JobId) => backend().jobLog(id),
};

function take(news: JobNews): void {
  for (const job of news.changed) put(job);
  if (news.gone.length > 0) list = list.filter(({ id }) => !news.gone.includes(id));
  void backend().jobsAck();
}

/** What a command that starts a job answers; its first news may have come before. */
function started(job: JobInfo): JobInfo {
  const known = jobs.get(job.id);
  if (known) return known;
  put(job);
  return job;
}

function put(job: JobInfo): void {
  const at = list.findIndex(({ id }) => id === job.id);
  list = at < 0 ? [...list, job].sort((a, b) => b.id - a.id) : list.with(at, job);
}

/** For unit tests: as in a page that has just been loaded. */
export function forgetJobs(): void {
  list = [];
}
