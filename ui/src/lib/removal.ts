/** What removing several images together would do: previews know one name each, together they may free an image. */
import type { CommandError, ImageRow, RemovalPreview } from "$/ipc/bindings";

export type Fate = "deletes" | "untags" | "heldRunning" | "heldStopped" | "unknown";

export interface Candidate {
  row: ImageRow;
  preview: RemovalPreview | null;
  error: CommandError | null;
}

/** The names that go with all the candidates. */
function leaving(candidates: readonly Candidate[]): Set<string> {
  return new Set(candidates.flatMap(({ preview }) => preview?.untagged ?? []));
}

export function fates(candidates: readonly Candidate[]): Fate[] {
  const gone = leaving(candidates);
  return candidates.map(({ preview }) => {
    if (!preview) return "unknown";
    if (!preview.deletesImage && !preview.remaining.every((name) => gone.has(name))) return "untags";
    if (preview.containers.some(({ running }) => running)) return "heldRunning";
    return preview.containers.length > 0 ? "heldStopped" : "deletes";
  });
}

/** Images that would go, each once, and their bytes. */
export function sumOf(candidates: readonly Candidate[], withStopped: boolean): { images: number; bytes: number } {
  const sizes = new Map<string, number>();
  fates(candidates).forEach((fate, n) => {
    const preview = candidates[n]?.preview;
    if (preview && (fate === "deletes" || (withStopped && fate === "heldStopped"))) sizes.set(preview.id, preview.size);
  });
  return { images: sizes.size, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
}
