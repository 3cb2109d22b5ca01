/**
 * Which engine answers, and everything that follows from a change of it: what is shown is loaded again when the engine
 * comes, comes back, or reports a change, and forgotten when another engine takes its place.
 */
import { backend } from "$/ipc/backend";
import type { Endpoint, EngineStatus, Tag } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { containers } from "./containers.svelte";
import { containerFields, imageFields } from "./fields.svelte";
import { images } from "./images.svelte";
import { selections } from "./selections.svelte";
import { toasts } from "./toasts.svelte";

let status = $state.raw<EngineStatus>({ state: "connecting", endpoint: null });
let endpoints = $state.raw<Endpoint[]>([]);
let starting = $state(false);
/** The endpoint that answered last: another one means other images. */
let lastReady: string | undefined;

/** What is listed; of volumes and networks nothing is. */
const resources: Partial<Record<Tag, { refresh(): unknown; forget(): void }[]>> = {
  images: [images, imageFields],
  containers: [containers, containerFields],
};
const everything = Object.values(resources).flat();

export const connection = {
  get status(): EngineStatus {
    return status;
  },
  get ready(): boolean {
    return status.state === "ready";
  },
  get endpoints(): Endpoint[] {
    return endpoints;
  },
  /** An engine of our own is on its way. */
  get starting(): boolean {
    return starting;
  },
  begin,
  refresh,
  listEndpoints,
  select: (id: string | null) => toasts.guard(backend().engineSelect(id)),
  reconnect: () => toasts.guard(backend().engineReconnect()),
  startEmbedded,
};

/** Listens first and asks then, so that no change falls between. Lists are asked for without waiting for the status. */
async function begin(): Promise<void> {
  const { listen, engineStatus } = backend();
  await Promise.all([
    listen("engineStatusChanged", take),
    listen("changed", (tags) => {
      for (const tag of tags) resources[tag]?.forEach((each) => void each.refresh());
    }),
  ]);
  refresh();
  try {
    take(await engineStatus());
  } catch (thrown) {
    status = { state: "unavailable", endpoint: null, error: toCommandError(thrown), tried: [], canStart: false };
  }
}

function refresh(): void {
  for (const each of everything) void each.refresh();
}

function take(next: EngineStatus): void {
  const before = status;
  status = next;
  if (next.state !== "ready") return;
  starting = false;
  if (lastReady !== undefined && lastReady !== next.endpoint.id) {
    for (const each of everything) each.forget();
    selections.clear();
  }
  lastReady = next.endpoint.id;
  if (before.state !== "ready" || before.endpoint.id !== next.endpoint.id) refresh();
}

async function listEndpoints(): Promise<void> {
  endpoints = (await toasts.guard(backend().engineEndpoints())) ?? endpoints;
}

async function startEmbedded(): Promise<void> {
  starting = true;
  await toasts.guard(backend().engineStartEmbedded());
  starting = false;
}
