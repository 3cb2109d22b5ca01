/** What can be done next, once a job has ended: after it went well, and where one action mends what failed. */
import { t } from "$/i18n/index.svelte";
import type { JobInfo } from "$/ipc/bindings";
import { runReference } from "./actions";

export interface JobAction {
  label: string;
  run: () => void;
}

export function jobSequel(job: JobInfo): JobAction | undefined {
  switch (job.kind) {
    case "pull":
      return { label: t().pull.run, run: () => runReference(job.reference) };
  }
}
