/** Removals on the engine in memory: each image has a layer that all share, one of its repository's, and one of its own. */
import type {
  ContainerRow,
  ImageRow,
  PlannedRemoval,
  Reclaim,
  RemovalOrder,
  RemovalPlan,
  RemovalTarget,
  RemovalWays,
} from "./bindings";

interface World {
  images: ImageRow[];
  containers: ContainerRow[];
}

interface Layer {
  digest: string;
  size: number;
}

function layersOf({ id, repository, size }: ImageRow): Layer[] {
  const base = Math.floor(size * 0.3);
  const middle = Math.floor(size * 0.02);
  const shared = repository?.split("/").at(-1) ?? id;
  return [
    { digest: `sha256:ba5e${shared.length.toString(16).padStart(8, "0")}`, size: Math.min(base, 70_000_000) },
    {
      digest: `sha256:${Array.from(shared, (c) => c.charCodeAt(0).toString(16))
        .join("")
        .slice(0, 12)}`,
      size: middle,
    },
    { digest: id, size: size - Math.min(base, 70_000_000) - middle },
  ];
}

const nameOf = ({ repository, tag }: ImageRow) => (tag === null ? null : `${repository}:${tag}`);
const runs = ({ state }: ContainerRow) => state !== "exited" && state !== "created";

export function planIn(world: World, targets: readonly RemovalTarget[], ways: RemovalWays): RemovalPlan {
  const names = new Map<string, string[]>();
  for (const row of world.images) names.set(row.id, [...(names.get(row.id) ?? []), nameOf(row) ?? row.id]);
  const deleted = new Set<string>();
  const items = targets.map((target): PlannedRemoval => {
    const row = world.images.find(({ id }) => id === target.id);
    const left = names.get(target.id) ?? [];
    const others = left.filter((name) => name !== (target.name ?? target.id));
    const containers = world.containers
      .filter(({ imageId }) => imageId === target.id)
      .map((one) => ({ id: one.id, name: one.name, running: runs(one) }));
    const item: PlannedRemoval = {
      ...target,
      fate: "gone",
      stays: [],
      containers: [],
      force: null,
      size: row?.size ?? 0,
      freed: 0,
    };
    if (!row || others.length === left.length) return item;
    if (others.length > 0) {
      names.set(target.id, others);
      return { ...item, fate: "untags", stays: others };
    }
    const running = containers.some((one) => one.running);
    const force = containers.length === 0 ? null : running ? (target.name ? "untagsOnly" : "refused") : "deletesImage";
    const held = { ...item, containers, force } as PlannedRemoval;
    if (force && !ways.withContainers) {
      if (!ways.force || force === "refused") return { ...held, fate: running ? "heldRunning" : "heldStopped" };
      if (force === "untagsOnly") return { ...held, fate: "untags" };
    }
    deleted.add(target.id);
    names.set(target.id, []);
    return { ...held, fate: "deletes" };
  });
  const staying = world.images.filter(({ id }) => !deleted.has(id));
  const needed = new Map<string, ImageRow[]>();
  for (const row of staying)
    for (const { digest } of layersOf(row)) needed.set(digest, [...(needed.get(digest) ?? []), row]);
  const counted = new Set<string>();
  let freed = 0;
  let layersFreed = 0;
  const kept: RemovalPlan["kept"] = [];
  for (const item of items.filter(({ fate }) => fate === "deletes")) {
    const row = world.images.find(({ id }) => id === item.id) as ImageRow;
    for (const { digest, size } of layersOf(row)) {
      if (counted.has(digest)) continue;
      counted.add(digest);
      const users = needed.get(digest);
      if (users)
        kept.push({ digest, size, images: users.length, by: users[0] ? (nameOf(users[0]) ?? users[0].id) : null });
      else {
        freed += size;
        layersFreed += 1;
        item.freed += size;
      }
    }
  }
  kept.sort((a, b) => b.size - a.size);
  const going = items.filter(({ fate }) => fate === "deletes" || fate === "untags");
  const all = new Set(world.images.map(({ id }) => id)).size;
  return {
    items,
    sum: {
      images: deleted.size,
      freed,
      shared: kept.reduce((sum, { size }) => sum + size, 0),
      doubts: [],
      gathered: all,
      of: all,
      gathering: false,
    },
    kept: kept.slice(0, 50),
    layersFreed,
    layersKept: kept.length,
    commandLine: going.length > 0 ? lineOf(going, ways) : "",
  };
}

function lineOf(going: readonly PlannedRemoval[], ways: RemovalWays): string {
  const users = ways.withContainers ? going.flatMap(({ containers }) => containers) : [];
  const running = users.filter((user) => user.running);
  const words = (verb: string, list: string[]) => (list.length > 0 ? [`docker ${verb} ${list.join(" ")}`] : []);
  return [
    ...words(
      "stop",
      running.map(({ name }) => name),
    ),
    ...words(
      "rm",
      users.map(({ name }) => name),
    ),
    ...words(
      ways.force ? "rmi --force" : "rmi",
      going.map(({ name, id }) => name ?? id),
    ),
  ].join(" && ");
}

export function reclaimIn(world: World, targets: readonly RemovalTarget[]): Reclaim {
  return planIn(world, targets, { withContainers: true, force: false }).sum;
}

/** Carries it out at once. */
export function removeIn(world: World, { items, ways }: RemovalOrder): void {
  for (const { id, name, fate, containers } of items) {
    if (ways.withContainers && fate === "deletes")
      world.containers = world.containers.filter((row) => !containers.some((user) => user.id === row.id));
    world.images = world.images.filter((row) => row.id !== id || (fate === "untags" && nameOf(row) !== name));
  }
}
