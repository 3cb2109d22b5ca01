/** A pull of the engine in memory: five layers, one of which is there. */
import type { LayerProgress, PullProgress } from "./bindings";
import { hexId } from "./memory-data";

/** Milliseconds between two states. */
const BEAT = 120;
const MEGABYTE = 1_000_000;
const SIZES = [29, 4.2, 87, 0.9, 36].map((size) => Math.round(size * MEGABYTE));
/** Of these, the one that is there. */
const THERE = 1;

export async function* pullStates(image: string): AsyncGenerator<PullProgress> {
  const state = SIZES.map(() => ({ downloaded: 0, extracted: 0 }));
  const sum = (sizes: number[]) => sizes.reduce((all, size, n) => all + (n === THERE ? 0 : size), 0);
  for (;;) {
    const layers = SIZES.map((total, n): LayerProgress => {
      const { downloaded, extracted } = state[n] ?? { downloaded: 0, extracted: 0 };
      const id = hexId(`${n}c0de`).slice(0, 12);
      if (n === THERE) return { id, phase: "exists", current: 0, total: null };
      if (extracted >= total) return { id, phase: "complete", current: total, total };
      if (extracted > 0) return { id, phase: "extracting", current: extracted, total };
      if (downloaded >= total) return { id, phase: "downloaded", current: total, total };
      if (downloaded > 0) return { id, phase: "downloading", current: downloaded, total };
      return { id, phase: "waiting", current: 0, total: null };
    });
    const layersDone = layers.filter(({ phase }) => phase === "complete" || phase === "exists").length;
    yield {
      layers,
      layersDone,
      downloaded: sum(state.map(({ downloaded }) => downloaded)),
      total: sum(SIZES),
      rate: Math.round(21.4 * MEGABYTE),
      message: `Pulling from ${image}`,
      digest: null,
    };
    if (layersDone === layers.length) return;
    let budget = 2.6 * MEGABYTE;
    state.forEach((layer, n) => {
      const total = SIZES[n] ?? 0;
      if (layer.downloaded >= total) layer.extracted = Math.min(total, layer.extracted + 9 * MEGABYTE);
      const take = Math.min(budget, total - layer.downloaded, 1.4 * MEGABYTE);
      layer.downloaded += take;
      budget -= take;
    });
    await new Promise((resolve) => setTimeout(resolve, BEAT));
  }
}
