/** Says how a job ended that nobody was watching: its dialog closed, Activity not in front. */
import { untrack } from "svelte";
import { t } from "$/i18n/index.svelte";
import type { JobId, JobInfo } from "$/ipc/bindings";
import { isUnderWay } from "$/lib/jobs";
import { visible } from "$/lib/text";
import { jobSequel } from "$/state/job-actions";
import { jobDone } from "$/state/job-words";
import { dialogs } from "$/state/dialogs.svelte";
import { jobs } from "$/state/jobs.svelte";
import { toasts } from "$/state/toasts.svelte";
import { isForemost, jobRemedy } from "$/state/remedy";
import { learnUpdates } from "$/state/updates.svelte";
import { view } from "$/state/view.svelte";

/** Call while a component is being created. */
export function announceJobs(): void {
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  const working = new Set<JobId>();
  $effect(() => {
    const { list } = jobs;
    untrack(() => learnUpdates(list));
  });
  $effect(() => {
    for (const job of jobs.list) {
      if (isUnderWay(job)) working.add(job.id);
      else if (working.delete(job.id)) announce(job);
    }
  });
}

function announce(job: JobInfo): void {
  const watched = dialogs.watches(job.id) || view.place === "activity";
  if (watched) return;
  const words = t().activity.kinds[job.kind];
  const subject = visible(job.subject);
  if (job.phase.at === "done") toasts.done(jobDone(job), jobSequel(job));
  if (job.phase.at === "failed") {
    const show = { label: t().activity.showShort, run: () => view.showJob(job.id) };
    // Where a registry only hides what it does not have, more is to be read first.
    const remedy = isForemost(job.phase.error) ? jobRemedy(job) : null;
    toasts.fault(job.phase.error, words.failed(subject), remedy ?? show);
  }
}
