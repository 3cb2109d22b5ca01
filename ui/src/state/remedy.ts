/** The one action that mends what failed, where there is one beside asking again: signing in to the registry, making room. */
import type { IconName } from "$/components/icons";
import { t } from "$/i18n/index.svelte";
import type { CommandError, JobInfo } from "$/ipc/bindings";
import { present } from "$/ipc/presentation";
import { repositoryOf } from "$/lib/transfer";
import { cleanUp } from "./actions";
import { openDialog } from "./dialogs.svelte";
import { jobs } from "./jobs.svelte";
import { toasts } from "./toasts.svelte";

export interface Remedy {
  /** By which a test finds its button. */
  testid: "sign-in" | "clean-up";
  icon: IconName;
  label: string;
  run: () => void;
}

/** For a failure that is about this reference; `then` is what goes on by itself. */
export function signInRemedy(error: CommandError, reference: string, then: () => void): Remedy | null {
  if (present(error).action !== "signIn") return null;
  const { registry } = repositoryOf(reference);
  const run = () => openDialog({ kind: "signIn", registry, then });
  return { testid: "sign-in", icon: "key", label: t().registry.signIn, run };
}

/** Where the engine's disk is full. To ask again is left to the person, who knows when there is room. */
export function roomRemedy(error: CommandError): Remedy | null {
  if (present(error).action !== "cleanUp") return null;
  return { testid: "clean-up", icon: "broom", label: t().images.cleanUp, run: cleanUp };
}

/** It is what to do first, and not only one of what there is to try. */
export function isForemost({ code }: CommandError): boolean {
  return code === "registryUnauthorized" || code === "noSpace";
}

/** After a sign-in the job goes on by itself, as a new one that `then` is told of. */
export function jobRemedy(job: JobInfo, then?: (again: JobInfo) => void): Remedy | null {
  const room = job.phase.at === "failed" ? roomRemedy(job.phase.error) : null;
  if (room) return room;
  const failed = failedOf(job);
  const again = () => void toasts.guard(jobs.again(job.id)).then((started) => started && then?.(started));
  return failed && signInRemedy(failed.error, failed.reference, again);
}

/** What a registry refused, and of which reference: also of a check that others have answered. */
function failedOf(job: JobInfo): { error: CommandError; reference: string } | null {
  const { phase, outcome } = job;
  if (phase.at === "failed" && (job.kind === "pull" || job.kind === "push")) {
    return { error: phase.error, reference: job.reference };
  }
  if (outcome?.what !== "checked" || (phase.at !== "failed" && phase.at !== "done")) return null;
  const refused = outcome.updates.flatMap(({ reference, state }) =>
    state.is === "failed" && present(state.error).action === "signIn" ? { error: state.error, reference } : [],
  );
  return refused[0] ?? null;
}
