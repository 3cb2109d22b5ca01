/** Which dialog is open: one at a time, drawn by the frame. */
import type {
  Archive,
  CommitSpec,
  ContainerRow,
  DocumentId,
  ExecSpec,
  ImageRow,
  ImportSpec,
  JobId,
  RunSpec,
  Source,
} from "$/ipc/bindings";
import type { CleanUp } from "$/lib/clean-up";

export type DialogRequest =
  | { kind: "run"; start: RunSpec }
  | { kind: "pull"; reference?: string; platform?: string | null; start?: boolean; job?: JobId }
  /** `then` is what waits for it and goes on by itself. */
  | { kind: "signIn"; registry?: string; then?: () => void }
  | { kind: "pullPreview"; reference: string; platform?: string | null }
  | { kind: "removeImages"; rows: ImageRow[] }
  | { kind: "cleanUp"; start?: Partial<CleanUp> }
  | { kind: "removeContainer"; row: ContainerRow }
  | { kind: "removeContainers"; rows: ContainerRow[] }
  | { kind: "tag"; row: ImageRow }
  | { kind: "push"; row: ImageRow }
  | { kind: "commit"; row: ContainerRow; spec?: Partial<CommitSpec> }
  | { kind: "import"; archives: Archive[]; spec?: Partial<ImportSpec> }
  | { kind: "shell"; container: { id: string; name: string }; start?: Partial<ExecSpec> }
  | { kind: "command"; text?: string }
  | { kind: "compareWith"; left: Source; document: DocumentId | null }
  | { kind: "shortcuts" };

let current = $state.raw<DialogRequest | null>(null);

/** The job whose course the dialog shows. */
let watched: JobId | null = null;

export const dialogs = {
  get current(): DialogRequest | null {
    return current;
  },
  /** A dialog that shows a job says so, so that its end is not told a second time. */
  watch(id: JobId | null): void {
    watched = id;
  },
  watches: (id: JobId): boolean => current !== null && watched === id,
};

export function openDialog(request: DialogRequest): void {
  current = request;
}

export function closeDialog(): void {
  watched = null;
  current = null;
}
