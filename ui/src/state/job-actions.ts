/** What can be done next, once a job has ended: after it went well, and where one action mends what failed. */
import { t } from "$/i18n/index.svelte";
import type { JobInfo } from "$/ipc/bindings";
import { named } from "$/lib/transfer";
import { runReference } from "./actions";
import { images } from "./images.svelte";
import { view } from "./view.svelte";

export interface JobAction {
  label: string;
  run: () => void;
}

export function jobSequel(job: JobInfo): JobAction | undefined {
  switch (job.kind) {
    case "pull":
      return { label: t().pull.run, run: () => runReference(job.reference) };
    case "load":
    case "import":
    case "commit":
      return showMade(job);
    case "push":
    case "save":
    case "export":
    case "saveLog":
      return undefined;
    case "checkUpdates":
      return { label: t().activity.showShort, run: () => view.showJob(job.id) };
    case "remove":
      return { label: t().remove.details, run: () => view.showJob(job.id) };
  }
}

/** To the image that has come of it, once the list has it. */
function showMade({ outcome }: JobInfo): JobAction | undefined {
  const name = outcome?.what === "loaded" ? outcome.images[0] : outcome?.what === "made" ? outcome.image : undefined;
  if (name === undefined) return undefined;
  const show = () => {
    const rows = images.value ?? [];
    const row = rows.find(({ id }) => id === name) ?? named(rows, name);
    if (row) view.showImage(row.key);
  };
  return { label: t().activity.showImage, run: show };
}
