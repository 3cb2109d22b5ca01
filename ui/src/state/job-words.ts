/** What is said of a job: its title, its state, how far it is. */
import type { IconName } from "$/components/icons";
import { t } from "$/i18n/index.svelte";
import { present } from "$/ipc/presentation";
import type { JobInfo, JobOutcome, JobProgress, Removed, UpdateState } from "$/ipc/bindings";
import { elapsed, humanSize, shortId } from "$/lib/format";
import { secondsLeft } from "$/lib/jobs";
import { visible } from "$/lib/text";
import { clock } from "./clock.svelte";

export type JobKind = JobInfo["kind"];

const icons: Record<JobKind, IconName> = {
  pull: "pull",
  push: "push",
  save: "archive",
  load: "archive",
  import: "layers",
  export: "archive",
  commit: "layers",
  saveLog: "file",
  remove: "trash",
  checkUpdates: "refresh",
};

export function jobIcon({ kind }: JobInfo): IconName {
  return icons[kind];
}

/** `Pull redis:8` */
export function jobTitle({ kind, subject }: JobInfo): string {
  return t().activity.kinds[kind].title(visible(subject));
}

/** How far it is: `3 of 5 layers`, `98 MB of 158 MB`, `21 MB/s`, `3 s left`. Nothing that is not known. */
export function progressFacts(progress: JobProgress): string[] {
  const words = t().activity;
  const facts: string[] = [];
  if (progress.of === "items") {
    facts.push(words.itemsDone(progress.done + progress.failed, progress.total), ...itemsFailed(progress));
  }
  if (progress.of === "transfer") {
    const { layers, layersDone, downloaded, total } = progress.progress;
    if (layers.length > 0) facts.push(words.layersDone(layersDone, layers.length));
    if (total !== null && downloaded < total) facts.push(words.bytesDone(humanSize(downloaded), humanSize(total)));
  }
  if (progress.of === "bytes") {
    const done = humanSize(progress.done);
    if (progress.total === null) facts.push(done);
    else facts.push((progress.about ? words.bytesDoneAbout : words.bytesDone)(done, humanSize(progress.total)));
  }
  const left = secondsLeft(progress);
  if (left !== null) {
    const rate = progress.of === "transfer" ? progress.progress.rate : progress.of === "bytes" ? progress.rate : null;
    if (rate) facts.push(words.rate(humanSize(rate)));
    facts.push(words.left(elapsed(Math.max(1, left) * 1000)));
  }
  return facts;
}

/** How many of several failed, where any did. */
function itemsFailed(progress: JobProgress): string[] {
  const failed = progress.of === "items" ? progress.failed : 0;
  return failed > 0 ? [t().activity.itemsFailed(failed)] : [];
}

/** Where it is, and of what has ended how: `done in 4.2 s`. */
export function jobState(job: JobInfo): string {
  const words = t().activity;
  const { phase } = job;
  switch (phase.at) {
    case "pending":
      return words.pending(Math.max(1, Math.ceil(phase.starts / 1000 - clock.now)));
    case "queued":
      return words.queued;
    case "running":
      return progressFacts(job.progress).join(" · ") || words.kinds[job.kind].starting;
    case "done":
      return [words.doneIn(elapsed(phase.duration)), ...itemsFailed(job.progress)].join(" · ");
    case "failed":
      return words.failed(present(phase.error).title);
    case "cancelled":
      return job.started === null ? words.undone : words.cancelled;
    case "interrupted":
      return phase.begun ? words.interrupted : words.neverBegun;
  }
}

/** For one that has ended well while nobody was looking. */
export function jobDone(job: JobInfo): string {
  const { outcome } = job;
  if (outcome?.what === "removed") return removedSum(outcome);
  if (outcome?.what === "pushed" && outcome.inPart) return t().activity.pushedOnly(visible(job.subject));
  return checkedSum(job) ?? t().activity.kinds[job.kind].done(visible(job.subject));
}

function removedSum({ items, freed }: Extract<JobOutcome, { what: "removed" }>): string {
  const words = t().remove;
  const count = (is: Removed["is"]) => items.filter((item) => item.is === is).length;
  const bytes = freed === null || count("deleted") === 0 ? "" : words.freed(humanSize(freed));
  return words.toast(count("deleted"), count("untagged"), bytes);
}

/** `2 tags with an update, 30 up to date` */
export function checkedSum({ outcome }: JobInfo): string | null {
  if (outcome?.what !== "checked") return null;
  const count = (is: UpdateState["is"]) => outcome.updates.filter(({ state }) => state.is === is).length;
  return t().registry.checked(count("newer"), count("upToDate"), count("local"), count("absent"), count("failed"));
}

/** What came of it, where there is more to say than that it is done. */
export function jobResult({ outcome }: JobInfo): string | null {
  const words = t().activity;
  switch (outcome?.what) {
    case undefined:
      return null;
    case "pulled":
      return outcome.upToDate ? words.upToDate : null;
    case "pushed":
      return pushed(outcome);
    case "written":
      return words.written(visible(outcome.path), humanSize(outcome.size));
    case "loaded":
      return words.loaded(outcome.images.map(said).join(", "));
    case "made":
      return words.made(said(outcome.image));
    // Said of each image.
    case "removed":
    case "checked":
      return null;
  }
}

/** What the tag is now, and that this is not all of what is here. */
function pushed({ digest, inPart }: Extract<JobOutcome, { what: "pushed" }>): string | null {
  const words = t().activity;
  const said = [inPart ? words.pushedInPart : "", digest ? words.pushedAs(visible(digest)) : ""];
  return said.filter(Boolean).join(" ") || null;
}

/** A name as it is, an id as people write it. */
function said(name: string): string {
  return name.startsWith("sha256:") ? shortId(name) : visible(name);
}

/** What comes of these is written here and not on the engine. */
const WRITES_FILE: ReadonlySet<JobKind> = new Set(["save", "export", "saveLog"]);

/** Of what did not go to its end: the state that engine and disk are left in. */
export function jobLeft(job: JobInfo): string | null {
  const words = t().activity;
  const { phase } = job;
  if (phase.at === "interrupted" && !phase.begun) return words.nothingDone;
  if (phase.at === "cancelled" && job.started === null) return words.nothingDone;
  if (phase.at !== "failed" && phase.at !== "cancelled" && phase.at !== "interrupted") return null;
  const { left } = words.kinds[job.kind];
  const lost = phase.at === "failed" && phase.error.code === "engineLost";
  return lost && !WRITES_FILE.has(job.kind) ? `${left} ${words.perhapsDone}` : left;
}
