/** Keeping a comparison up to date while it is looked at. */
import { backend } from "$/ipc/backend";
import type { OpenComparison } from "$/state/comparison.svelte";

/** Returns the function that ends it. */
export function followChanges(comparison: OpenComparison): () => void {
  const { listen } = backend();
  let ended = false;
  let wasReady = true;
  const subscriptions = [
    listen("changed", (tags) => {
      if (!ended && comparison.concerns(tags)) void comparison.refresh();
    }),
    listen("engineStatusChanged", ({ state }) => {
      const ready = state === "ready";
      if (!ended && ready && !wasReady) void comparison.refresh();
      wasReady = ready;
    }),
  ];
  return () => {
    ended = true;
    for (const subscription of subscriptions) void subscription.then((unlisten) => unlisten());
  };
}
