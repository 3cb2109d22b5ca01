/** The one action that mends what failed, where there is one beside asking again: signing in to the registry. */
import { t } from "$/i18n/index.svelte";
import type { CommandError, JobInfo } from "$/ipc/bindings";
import { present } from "$/ipc/presentation";
import { repositoryOf } from "$/lib/transfer";
import { openDialog } from "./dialogs.svelte";
import { jobs } from "./jobs.svelte";
import { toasts } from "./toasts.svelte";

export interface Remedy {
  label: string;
  run: () => void;
}

/** For a failure that is about this reference; `then` is what goes on by itself. */
export function signInRemedy(error: CommandError, reference: string, then: () => void): Remedy | null {
  if (present(error).action !== "signIn") return null;
  const { registry } = repositoryOf(reference);
  return { label: t().registry.signIn, run: () => openDialog({ kind: "signIn", registry, then }) };
}

/** The job goes on by itself then, as a new one that `then` is told of. */
export function jobRemedy(job: JobInfo, then?: (again: JobInfo) => void): Remedy | null {
  const failed = failedOf(job);
  const again = () => void toasts.guard(jobs.again(job.id)).then((started) => started && then?.(started));
  return failed && signInRemedy(failed.error, failed.reference, again);
}

/** What a registry refused, and of which reference. */
function failedOf(job: JobInfo): { error: CommandError; reference: string } | null {
  const { phase, outcome } = job;
  if (phase.at !== "failed") return null;
  if (job.kind === "pull" || job.kind === "push") return { error: phase.error, reference: job.reference };
  if (outcome?.what !== "checked") return null;
  const refused = outcome.updates.flatMap(({ reference, state }) =>
    state.is === "failed" && present(state.error).action === "signIn" ? { error: state.error, reference } : [],
  );
  return refused[0] ?? null;
}
