/**
 * An engine that exists only in the page: for unit tests, and for looking at the window in a plain browser with
 * `npm run dev` and `/?memory`. What comes after it chooses a situation: `?memory=5000` images, `?memory=empty`,
 * `?memory=down`, `?memory=failing`. It is not in the application's bundle.
 */
import type { Backend, Events } from "./backend";
import type {
  CommandError,
  ContainerRow,
  EngineStatus,
  ImageRow,
  JobOrigin,
  Leave,
  LoggedCommand,
  Loss,
  Settings,
  TouchedImage,
} from "./bindings";
import { endpoints, engine, manyImages, sampleContainers, sampleImages } from "./memory-data";
import { memoryDocuments } from "./memory-documents";
import { comparisonOf, detailsOf, historyOf, sharingOf, valueOf } from "./memory-image";
import { inspectText, otherNames, sampleFile } from "./memory-inspect";
import { MemoryJobs } from "./memory-jobs";
import { memoryLogs } from "./memory-logs";
import { MemoryRegistries } from "./memory-registry";
import { planIn, reclaimIn, removeIn } from "./memory-removal";
import { execLine, MemorySessions } from "./memory-sessions";
import { memoryTranscripts } from "./memory-transcript";
import { memoryTransfers } from "./memory-transfer";

export interface Situation {
  images: ImageRow[];
  containers: ContainerRow[];
  down?: boolean;
  /** The engine answers, its lists do not. */
  failing?: boolean;
  /** Images go faster than the engine lists them; this is what has become of them since. */
  going?: TouchedImage[] | undefined;
  settings?: Settings;
  locale?: string;
  /** What was answered when the window was to be closed. */
  left?: Leave;
}

export function situation(name: string): Situation {
  const settings = { ...(JSON.parse(sessionStorage.getItem("memory.settings") ?? "{}") as Settings) };
  const count = Number(name);
  if (count > 0) return { images: manyImages(count), containers: sampleContainers(), settings };
  if (name === "empty") return { images: [], containers: [], settings };
  return {
    images: sampleImages(),
    containers: sampleContainers(),
    settings,
    down: name === "down",
    failing: name === "failing",
  };
}

const fault = (code: CommandError["code"], message: string): CommandError => ({ code, message, detail: null });

/** The backend, and a handle by which a test makes things happen. */
export function memoryBackend(world: Situation): { backend: Backend; emit: Emit; world: Situation } {
  const handlers: { [E in keyof Events]: Set<(payload: Events[E]) => void> } = {
    changed: new Set(),
    commandLogged: new Set(),
    engineStatusChanged: new Set(),
    archivesDragged: new Set(),
    archivesDropped: new Set(),
    logsChanged: new Set(),
    closeAsked: new Set(),
    shellStays: new Set(),
    sessionBegan: new Set(),
  };
  const emit: Emit = (event, payload) => handlers[event].forEach((handler) => handler(payload));
  const sessions = new MemorySessions(() => endpoint.name);
  const jobs = new MemoryJobs();
  const registries = new MemoryRegistries();
  const log: LoggedCommand[] = [];
  let settings: Settings = world.settings ?? {};
  let endpoint = endpoints[0] as (typeof endpoints)[number];

  const status = (): EngineStatus =>
    world.down
      ? {
          state: "unavailable",
          endpoint,
          error: fault("engineUnreachable", "connect /var/run/docker.sock: no such file or directory"),
          tried: endpoints.map(({ address }) => address),
          canStart: true,
        }
      : { state: "ready", endpoint, engine };

  const lose = (id: string, loss: Loss) =>
    sessions.lose(world.containers.find((row) => row.id === id)?.name ?? "", loss);

  const command = (line: string) => {
    log.push({ at: Date.now(), line });
    emit("commandLogged", { at: Date.now(), line });
  };
  const reach = () => {
    if (world.down) throw fault("engineUnreachable", "connect /var/run/docker.sock: no such file or directory");
  };
  const list = <T>(rows: T[]): T[] => {
    reach();
    if (world.failing) throw fault("engineRefused", "layer store: input/output error");
    return [...rows];
  };
  const named = (reference: string): ImageRow => {
    reach();
    const found = world.images.find(
      ({ id, repository, tag }) =>
        id === reference || `${repository}:${tag}` === reference || (tag === "latest" && repository === reference),
    );
    if (!found) throw fault("imageNotFound", `No such image: ${reference}`);
    return found;
  };
  const tagsOf = (row: ImageRow) =>
    world.images
      .filter(({ id, tag }) => id === row.id && tag !== null)
      .map(({ repository, tag }) => `${repository}:${tag}`);
  const change = (id: string, to: Partial<ContainerRow>, line: string) => {
    reach();
    const at = world.containers.findIndex((row) => row.id === id);
    const row = world.containers[at];
    if (!row) throw fault("containerNotFound", `No such container: ${id}`);
    world.containers[at] = { ...row, ...to };
    command(`${line} ${row.name}`);
    emit("changed", ["containers"]);
  };
  const documents = memoryDocuments((subject) => {
    reach();
    return inspectText(world.images, world.containers, subject);
  }, sampleFile(world.containers));
  const known: Partial<Backend> = {
    ...documents,
    inspectResolve: async (name, kind) => {
      command(`docker ${kind ? `${kind} ` : ""}inspect ${name}`);
      return documents.inspectResolve(name, kind);
    },
    inspectNames: async () => (reach(), otherNames()),
    portOpen: async (host, port) => {
      const everywhere = host === "" || host === "0.0.0.0" || host === "::";
      return `${port === 443 || port === 8443 ? "https" : "http"}://${everywhere ? "localhost" : host}:${port}/`;
    },
    appInfo: async () => ({ version: "0.1.0", locale: world.locale ?? navigator.language, platform: "linux" }),
    settingsGet: async () => settings,
    settingsSet: async (next) => {
      settings = next;
      sessionStorage.setItem("memory.settings", JSON.stringify(next));
      return null;
    },
    fontsList: async () => ["DejaVu Sans Mono", "Fira Code", "Ubuntu Mono"],
    clipboardRead: async () => "echo pasted",
    selectionRead: async () => "echo selected",
    clipboardWrite: async (text) => {
      await navigator.clipboard?.writeText(text).catch(() => undefined);
      return null;
    },
    linkOpen: async (address) => {
      if (!/^https?:/.test(address)) throw fault("invalidInput", `${address} is not the address of a web page`);
      return null;
    },
    commandLog: async () => [...log],
    engineStatus: async () => status(),
    engineEndpoints: async () => endpoints,
    engineSelect: async (id) => {
      endpoint = endpoints.find((one) => one.id === id) ?? (endpoints[0] as typeof endpoint);
      emit("engineStatusChanged", { state: "connecting", endpoint });
      setTimeout(() => emit("engineStatusChanged", status()), 300);
      return null;
    },
    engineReconnect: async () => {
      emit("engineStatusChanged", { state: "connecting", endpoint });
      setTimeout(() => emit("engineStatusChanged", status()), 300);
      return null;
    },
    engineStartEmbedded: async () => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      world.down = false;
      emit("engineStatusChanged", status());
      return null;
    },
    imagesList: async () => (world.going ? null : list(world.images)),
    imagesAnnounced: async () => [],
    imagesTouched: async () => world.going ?? null,
    imageDetails: async (reference) => detailsOf(named(reference), tagsOf(named(reference))),
    imageHistory: async (reference) => historyOf(named(reference), tagsOf(named(reference))),
    imageValue: async (reference, pointer, shown) => {
      const value = valueOf(named(reference), pointer, shown);
      if (value === null) throw fault("notFound", `${reference} has nothing at ${pointer}`);
      return value;
    },
    imageSharing: async (reference) => sharingOf(named(reference), world.images, tagsOf),
    imageCompare: async (left, right, shown) => {
      const side = (reference: string) => ({ row: named(reference), tags: tagsOf(named(reference)), reference });
      return comparisonOf(side(left), side(right), shown);
    },
    imagesReclaim: async (targets) => (reach(), reclaimIn(world, targets)),
    imagesRemovalPlan: async (targets, ways) => (reach(), planIn(world, targets, ways)),
    imagesRemove: async (order) => {
      reach();
      const seconds = settings.removeUndoSeconds ?? 6;
      return jobs.remove(order, seconds, planIn(world, order.items, order.ways).commandLine, (line) => {
        command(line);
        removeIn(world, order);
        emit("changed", ["images", "containers"]);
      });
    },
    containersList: async () => list(world.containers),
    containerStart: async (id) => (change(id, { state: "running", status: "Up 1 second" }, "docker start"), null),
    containerStop: async (id) => {
      change(id, { state: "exited", status: "Exited (0) 1 second ago" }, "docker stop");
      lose(id, { is: "stopped", code: 137 });
      return null;
    },
    containerRestart: async (id) => {
      change(id, { state: "running", status: "Up 1 second" }, "docker restart");
      lose(id, { is: "restarted" });
      return null;
    },
    containerRemove: async (id, force) => {
      const row = world.containers.find((one) => one.id === id);
      if (row?.state === "running" && !force)
        throw fault("containerRunning", `cannot remove container "${row.name}": container is running`);
      lose(id, { is: "removed" });
      world.containers = world.containers.filter((one) => one.id !== id);
      command(`docker rm ${force ? "--force " : ""}${row?.name}`);
      emit("changed", ["containers"]);
      return null;
    },
    helloOpen: async (_size, handler) => {
      reach();
      const present = world.images.some(({ repository }) => repository === "hello-world");
      const session = sessions.open({ kind: "hello" }, "hello-world", false, "docker run hello-world", handler);
      command(session.info.commandLine);
      void sessions.hello(session, present);
      return session.info;
    },
    runOpen: async (spec, _size, handler) => {
      reach();
      const line = `docker run ${spec.interactive ? "-it " : ""}${spec.image}${spec.command ? ` ${spec.command}` : ""}`;
      const session = sessions.open({ kind: "run", spec }, spec.image ?? "", spec.interactive ?? false, line, handler);
      command(line);
      setTimeout(() => {
        sessions.running(session, "eager_lovelace");
        sessions.print(session, "\u001b[32m[root@7f3c1a2b /]#\u001b[0m ");
      }, 120);
      return session.info;
    },
    runCommandLine: async (spec) => `docker run ${spec.interactive ? "-it " : ""}${spec.image}`,
    execCommandLine: async (spec, container) => execLine(spec, container),
    containerShell: async (id) => {
      if (world.containers.find((one) => one.id === id)?.image.includes("scratch"))
        throw fault("noShell", `there is no shell in ${id}`);
      return "/bin/bash";
    },
    attachOpen: async (spec, _of, _size, handler) => {
      reach();
      const row = world.containers.find(({ id, name }) => id === spec.container || name === spec.container);
      const line = `docker attach ${row?.name}`;
      const session = sessions.open({ kind: "attach", spec }, row?.image ?? "", true, line, handler);
      command(line);
      setTimeout(() => sessions.running(session, row?.name ?? ""), 80);
      return session.info;
    },
    sessionReconnect: async (id) => (sessions.reconnect(id), null),
    sessionStart: (id) => backend.containerStart(sessions.containerOf(id)),
    sessionStop: (id) => backend.containerStop(sessions.containerOf(id)),
    sessionRemove: (id) => backend.containerRemove(sessions.containerOf(id), false),
    execOpen: async (spec, _of, _size, handler) => {
      reach();
      const row = world.containers.find(({ id, name }) => id === spec.container || name === spec.container);
      const line = execLine({ ...spec, command: spec.command || "/bin/bash" }, row?.name ?? "");
      const session = sessions.open({ kind: "exec", spec }, row?.image ?? "", true, line, handler);
      command(line);
      setTimeout(() => {
        sessions.running(session, row?.name ?? "", row?.id);
        sessions.print(session, "/ # ");
      }, 80);
      return session.info;
    },
    ...memoryTransfers({ world, jobs, named, command, changed: () => emit("changed", ["images"]), fault }),
    imagePull: async (reference, platform) => {
      reach();
      const line = `docker pull ${platform ? `--platform ${platform} ` : ""}${reference}`;
      command(line);
      const refusal = () => registries.refusal(reference);
      return jobs.pull(reference, platform, line, refusal, () => emit("changed", ["images"]));
    },
    jobsOpen: async (handler) => (jobs.open(handler), null),
    jobsAck: async () => null,
    jobCancel: async (id) => (jobs.cancel(id), null),
    jobAgain: async (id) => {
      const before = jobs.get(id)?.info;
      if (before?.kind !== "pull" && before?.kind !== "checkUpdates") throw fault("notFound", `there is no job ${id}`);
      jobs.forget([id]);
      if (before.kind === "checkUpdates") return backend.imagesCheckUpdates(before.references);
      return backend.imagePull(before.reference, before.platform);
    },
    jobLog: async (id) => [...(jobs.get(id)?.log ?? [])],
    jobForget: async (id) => (jobs.forget([id]), null),
    jobsForgetEnded: async () => (jobs.forget(jobs.ended()), null),
    registriesList: async () => registries.list(),
    registryKeeping: async () => ({ means: { kind: "memory" }, why: "keyring: there is no session bus" }),
    registrySignIn: async (registry, username, secret) => {
      command(`docker login --username ${username} ${registry || "docker.io"}`);
      return registries.signIn(registry, username, secret);
    },
    registrySignOut: async (registry, means) => {
      command(`docker logout ${registry}`);
      registries.signOut(registry, means);
      return null;
    },
    registryTags: async (reference) => registries.tags(reference),
    registryPlatforms: async (reference) => registries.platforms(reference),
    registrySearch: async (term) => registries.search(term),
    imagePullPreview: async (reference) => registries.preview(reference),
    imagesCheckUpdates: async (references) => {
      const line = references.map((reference) => `docker manifest inspect ${reference}`).join("; ");
      command(line);
      return jobs.check(references, line, registries.updates(references, world.images));
    },
    ...memoryLogs({
      containers: () => (reach(), world.containers),
      command,
      fault,
      tell: (info) => emit("logsChanged", info),
      save: ({ containers, range: { since, until } }, subject) => {
        const path = "/home/me/web.log";
        const line = `docker logs ${subject} > ${path} 2>&1`;
        const of = containers.map(({ id, name }) => ({ id, name }));
        const origin = { kind: "saveLog", containers: of, since, until, timestamps: false, path } satisfies JobOrigin;
        command(line);
        return jobs.start(origin, subject, line, async (job) => {
          await new Promise((resolve) => setTimeout(resolve, 200));
          jobs.update(job, { outcome: { what: "written", path, size: 86_000_000 } });
        });
      },
    }),
    sessionsList: async () => sessions.list(),
    sessionAttach: async (id, handler) => {
      const info = sessions.attach(id, handler);
      if (!info) throw fault("sessionGone", `no session ${id}`);
      return info;
    },
    sessionAck: async () => null,
    sessionInput: async (id, _connection, input) => (sessions.input(id, input.data), null),
    sessionResize: async (id, size) => (sessions.resize(id, size), null),
    sessionResized: async () => null,
    sessionClear: async (id) => (sessions.clear(id), null),
    sessionSave: async (_id, form) => ({
      path: form === "raw" ? "/home/you/web.log" : "/home/you/web.txt",
      dropped: 0,
    }),
    sessionCancel: async (id) => (sessions.cancel(id), null),
    sessionClose: async (id) => (sessions.close(id), null),
    ...memoryTranscripts({
      printed: (id) => sessions.printed(id),
      copy: (text) => void navigator.clipboard?.writeText(text).catch(() => undefined),
      fault,
    }),
    windowCloseHeard: async () => null,
    windowLeave: async (way) => {
      world.left = way;
      return null;
    },
    listen: async (event, handler) => {
      handlers[event].add(handler as never);
      return () => handlers[event].delete(handler as never);
    },
  };

  // What this engine can't do, it refuses as an engine would.
  const backend = new Proxy(known as Backend, {
    get(target, name) {
      // An object with a `then` would be taken for a promise.
      if (name in target || name === "then") return Reflect.get(target, name);
      return async () => {
        throw fault("engineRefused", `the engine in memory has no ${String(name)}`);
      };
    },
  });
  return { backend, emit, world };
}

export type Emit = <E extends keyof Events>(event: E, payload: Events[E]) => void;
