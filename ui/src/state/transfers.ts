/** What moves images: names given and taken away, pushes, saves, exports, imports, commits. A failure is said as a toast. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { Archive, CommitSpec, ContainerRow, ImageRow, ImportSpec, JobInfo } from "$/ipc/bindings";
import { referenceOf } from "$/lib/images";
import { visible } from "$/lib/text";
import { named } from "$/lib/transfer";
import { openDialog } from "./dialogs.svelte";
import { images } from "./images.svelte";
import { jobs } from "./jobs.svelte";
import { toasts } from "./toasts.svelte";

/** Gives the name, says so with a way back, and resolves to the name as the engine has it. */
export async function tagImage(source: string, target: string): Promise<string> {
  const holder = named(images.value ?? [], target);
  const name = await backend().imageTag(source, target);
  const words = t().transfer;
  const back = () => (holder ? backend().imageTag(holder.id, name) : backend().imageUntag(name));
  toasts.done(words.tagged(visible(name)), {
    label: words.undo,
    run: () => void toasts.guard(back().then(() => toasts.done(words.undone))),
  });
  return name;
}

export function tagAs(source: string, target: string): void {
  void toasts.guard(tagImage(source, target));
}

/** Only a name that is not the last: with that the image itself would go, which is asked about elsewhere. */
export function untagImage(row: ImageRow): void {
  const name = referenceOf(row);
  const words = t().transfer;
  const untagged = backend()
    .imageUntag(name)
    .then((id) =>
      toasts.done(words.untagged(visible(name)), {
        label: words.undo,
        run: () => void toasts.guard(backend().imageTag(id, name)),
      }),
    );
  void toasts.guard(untagged);
}

export function pushImage(reference: string): void {
  begin(backend().imagePush(reference));
}

export function askToPush(row: ImageRow): void {
  if (row.repository !== null && row.tag !== null) openDialog({ kind: "push", row });
}

/** Each image under the name that its row has. */
export function saveImages(rows: readonly ImageRow[]): void {
  saveReferences([...new Set(rows.map(referenceOf))]);
}

export function saveReferences(references: string[]): void {
  if (references.length > 0) begin(backend().imagesSave(references));
}

export function exportContainer(row: ContainerRow): void {
  begin(backend().containerExport(row.id, row.name));
}

export function commitContainer(spec: CommitSpec, name: string): void {
  begin(backend().containerCommit(spec, name));
}

export function importArchive(archive: Archive, spec: ImportSpec): void {
  begin(backend().archiveImport(archive.id, spec));
}

/** None where the person thought better of it. */
function begin(work: Promise<JobInfo | null>): void {
  void toasts.guard(work.then((job) => job && jobs.started(job)));
}
