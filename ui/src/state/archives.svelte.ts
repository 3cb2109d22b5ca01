/** Archives that a person chose or drags over the window, and what becomes of them. */
import { backend } from "$/ipc/backend";
import type { Archive, ImportSpec } from "$/ipc/bindings";
import { openDialog } from "./dialogs.svelte";
import { jobs } from "./jobs.svelte";
import { toasts } from "./toasts.svelte";

/** Images are loaded, files imported; nothing is done with what is neither. */
export type ArchiveUse = "load" | "import" | "none";

export function useOf({ content }: Archive): ArchiveUse {
  if (content?.kind === "images" || content?.kind === "compressed") return "load";
  return content?.kind === "files" ? "import" : "none";
}

let list = $state.raw<Archive[]>([]);

export const dragged = {
  get list(): Archive[] {
    return list;
  },
  async begin(): Promise<void> {
    await backend().listen("archivesDragged", (archives) => (list = archives));
    await backend().listen("archivesDropped", (archives) => {
      list = [];
      takeArchives(archives);
    });
  },
};

/** Loads what holds images, asks about what holds files, says what is neither. */
export function takeArchives(archives: Archive[], spec?: Partial<ImportSpec>): void {
  const of = (use: ArchiveUse) => archives.filter((archive) => useOf(archive) === use);
  for (const { id } of of("load")) void toasts.guard(backend().archiveLoad(id).then(jobs.started));
  for (const { name, error } of of("none"))
    toasts.fault(error ?? { code: "notAnArchive", message: name, detail: null });
  importArchives(of("import"), spec);
}

function importArchives(archives: Archive[], spec?: Partial<ImportSpec>): void {
  if (archives.length > 0) openDialog({ kind: "import", archives, ...(spec && { spec }) });
}

/** Asks for archives to load. */
export function chooseArchives(): void {
  void toasts.guard(
    backend()
      .archivesChoose()
      .then((archives) => takeArchives(archives)),
  );
}

/** Asks for archives to import, whatever is in them: also an archive of images is one of files. */
export function chooseToImport(spec?: Partial<ImportSpec>): void {
  void toasts.guard(
    backend()
      .archivesChoose()
      .then((archives) => {
        const readable = archives.filter(({ content }) => content && content.kind !== "other");
        importArchives(readable, spec);
        for (const { name, error } of archives.filter((archive) => !readable.includes(archive)))
          toasts.fault(error ?? { code: "notAnArchive", message: name, detail: null });
      }),
  );
}
