/** Keeping up with the engine: what may have changed the object is told once, and so is an engine that has come back. */
import { backend } from "$/ipc/backend";
import type { SubjectKind, Tag } from "$/ipc/bindings";

const TAGS: Record<SubjectKind, Tag> = { image: "images", container: "containers" };

/** Returns the function that ends it. */
export function followChanges(kind: SubjectKind, changed: () => void): () => void {
  const { listen } = backend();
  let ended = false;
  let wasReady = true;
  const subscriptions = [
    listen("changed", (tags) => !ended && tags.includes(TAGS[kind]) && changed()),
    listen("engineStatusChanged", ({ state }) => {
      const ready = state === "ready";
      if (!ended && ready && !wasReady) changed();
      wasReady = ready;
    }),
  ];
  return () => {
    ended = true;
    for (const subscription of subscriptions) void subscription.then((unlisten) => unlisten());
  };
}
