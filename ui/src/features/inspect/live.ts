/**
 * Keeping up with the engine: what may have changed an object is told once, and so is an engine that has come back. The
 * page listens once, however many documents are open.
 */
import { backend, type Backend } from "$/ipc/backend";
import type { SubjectKind, Tag } from "$/ipc/bindings";

const TAGS: Record<SubjectKind, Tag> = {
  image: "images",
  container: "containers",
  volume: "volumes",
  network: "networks",
};

interface Follower {
  tag: Tag;
  changed: () => void;
}

const followers = new Set<Follower>();
let heard: Backend | undefined;

function listen(): void {
  const source = backend();
  if (heard === source) return;
  heard = source;
  let wasReady = true;
  const tell = (tags: readonly Tag[] | null) => {
    if (heard !== source) return;
    for (const { tag, changed } of [...followers]) if (!tags || tags.includes(tag)) changed();
  };
  void source.listen("changed", tell);
  void source.listen("engineStatusChanged", ({ state }) => {
    const ready = state === "ready";
    if (ready && !wasReady) tell(null);
    wasReady = ready;
  });
}

/** Returns the function that ends it. */
export function followChanges(kind: SubjectKind, changed: () => void): () => void {
  listen();
  const follower = { tag: TAGS[kind], changed };
  followers.add(follower);
  return () => followers.delete(follower);
}
