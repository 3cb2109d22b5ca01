/** The layers of an image beside the steps that made them, and what other images have in common with them. */
import type { HistoryEntry, ImageHistory, Sharing } from "$/ipc/bindings";

/** The step (the newest is 0) that made a layer (the lowest is 0); none where it is not known. */
export function stepOfLayer(steps: readonly HistoryEntry[], layer: number): number | null {
  const at = steps.findIndex((step) => step.layer.is === "made" && step.layer.index === layer);
  return at < 0 ? null : at;
}

/** The images that stand on a layer. */
export const sharersOf = (sharing: readonly Sharing[], layer: number): Sharing[] =>
  sharing.filter(({ layers }) => layers > layer);

export interface Shared {
  layers: number;
  /** Bytes of them; none where it is not known which steps made them. */
  size: number | null;
  images: number;
}

/** What of the image is kept once for several. */
export function shared(history: ImageHistory, sharing: readonly Sharing[]): Shared {
  const layers = Math.max(0, ...sharing.map((one) => one.layers));
  const made = history.steps.filter(({ layer }) => layer.is === "made" && layer.index < layers);
  const size = made.length === layers ? made.reduce((sum, step) => sum + step.size, 0) : null;
  return { layers, size, images: sharing.length };
}

/** Percent of the image. */
export const shareOf = (size: number, whole: number): number => (whole > 0 ? (size / whole) * 100 : 0);
