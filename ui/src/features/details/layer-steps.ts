/** Which step of an image's history made which of its layers. */
import type { HistoryEntry } from "$/ipc/bindings";

/**
 * The step (the newest is 0) that made a layer (the lowest is 0). The engine does not say which steps made one: those
 * that weigh something did, and where those are as many as there are layers, they are them. Else it is not known.
 */
export function stepOfLayer(steps: readonly HistoryEntry[], layers: number | undefined, layer: number): number | null {
  if (steps.length === layers) return steps[steps.length - 1 - layer] ? steps.length - 1 - layer : null;
  const made = steps.flatMap(({ size }, n) => (size > 0 ? [n] : [])).reverse();
  return made.length === layers ? (made[layer] ?? null) : null;
}
