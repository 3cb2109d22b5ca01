/** How far a pull is, as one number. */
import type { LayerProgress, PullProgress } from "$/ipc/bindings";

/** What of a layer's work is done when it has been downloaded; the rest is extraction. */
const DOWNLOAD_SHARE = 0.8;

const MOVING: ReadonlySet<LayerProgress["phase"]> = new Set(["downloading", "extracting", "uploading", "loading"]);

/** Nothing of it has to be moved. */
function isThere({ phase }: LayerProgress): boolean {
  return phase === "exists" || phase === "mounted";
}

/** From 0 to 1; `null` when the engine does not say. A layer weighs as much as it has bytes. */
export function layerShare({ phase, current, total }: LayerProgress): number | null {
  switch (phase) {
    case "complete":
    case "exists":
    case "mounted":
      return 1;
    case "waiting":
      return 0;
    case "verifying":
    case "downloaded":
      return DOWNLOAD_SHARE;
    case "uploading":
    case "loading":
      return total ? Math.min(1, current / total) : null;
    case "downloading":
      return total ? Math.min(1, current / total) * DOWNLOAD_SHARE : null;
    case "extracting":
      return total ? DOWNLOAD_SHARE + Math.min(1, current / total) * (1 - DOWNLOAD_SHARE) : DOWNLOAD_SHARE;
  }
}

/** A layer as a line with a bar; words for phases and amounts are the catalogue's. */
export interface LayerLine {
  id: string;
  phase: LayerProgress["phase"];
  said: string;
  share: number | null;
  over: boolean;
  amount: string;
}

export function layerLine(
  layer: LayerProgress,
  said: string,
  amount: (done: number, all: number) => string,
): LayerLine {
  const { id, phase, current, total } = layer;
  const moving = MOVING.has(phase) && total;
  return {
    id,
    phase,
    said,
    share: layerShare(layer),
    over: phase === "complete" || isThere(layer),
    amount: moving ? amount(current, total) : "",
  };
}

/** By bytes where they are known, else by layers (Podman sends no byte counts). */
export function pullShare(progress: PullProgress): number | null {
  const { layers, layersDone, total } = progress;
  if (layers.length === 0) return null;
  if (total === null) return layersDone / layers.length;
  let done = 0;
  let all = 0;
  for (const layer of layers) {
    if (isThere(layer)) continue;
    const weight = layer.total ?? 0;
    all += weight;
    done += weight * (layerShare(layer) ?? 0);
  }
  // Layers whose size is not known yet count as the average of those that are.
  const unknown = layers.filter((layer) => !isThere(layer) && layer.total === null).length;
  const known = layers.filter((layer) => !isThere(layer) && layer.total !== null).length;
  if (known > 0) all += (all / known) * unknown;
  return all === 0 ? layersDone / layers.length : done / all;
}
