/** Rows of the image grid: how they are named, filtered, sorted and summed up. */
import type { ImageRow, UpdateState } from "$/ipc/bindings";
import { shortId } from "./format";
import { Ranks } from "./ranks";

export const NONE = "<none>";

/** The name by which an engine is asked for this row's image: with its tag, else by digest, else its id. */
export function referenceOf(row: ImageRow): string {
  if (row.repository !== null && row.tag !== null) return `${row.repository}:${row.tag}`;
  return row.id;
}

/** What a person calls it: the reference, and the short id of an image that has none. */
export function nameOf(row: ImageRow): string {
  if (row.repository !== null) return row.tag === null ? row.repository : `${row.repository}:${row.tag}`;
  return shortId(row.id);
}

/** Whether `docker rmi NAME` would mean this row: its reference, with `latest` understood, or its id or the beginning of it. */
export function isCalled(row: ImageRow, name: string): boolean {
  if (row.repository !== null && row.tag !== null) {
    const reference = `${row.repository}:${row.tag}`;
    if (name === reference || (row.tag === "latest" && name === row.repository)) return true;
  }
  const digits = name.replace(/^sha256:/, "");
  return /^[0-9a-f]{4,64}$/.test(digits) && row.id.replace(/^sha256:/, "").startsWith(digits);
}

/** Registry and path apart from the last part of the name, which is what one looks for. */
export function splitRepository(repository: string): { path: string; name: string } {
  const slash = repository.lastIndexOf("/");
  return { path: repository.slice(0, slash + 1), name: repository.slice(slash + 1) };
}

/** As an engine tells a registry from the first part of a path. */
const DOMAIN = /[.:]|^localhost$/;
/** Where names without a registry are from. */
export const HUB = "docker.io";

/** `ghcr.io`, `localhost:5000`; none for an image without a name. */
export function registryOf({ repository }: Pick<ImageRow, "repository">): string | null {
  if (repository === null) return null;
  const slash = repository.indexOf("/");
  const first = slash < 0 ? "" : repository.slice(0, slash);
  return DOMAIN.test(first) || first !== first.toLowerCase() ? first : HUB;
}

/** The digest under which this row's repository is known to a registry, without the repository. */
export function digestOf({ repository, digests }: Pick<ImageRow, "repository" | "digests">): string | null {
  const own = digests.find((digest) => digest.slice(0, digest.indexOf("@")) === repository);
  return own === undefined ? null : own.slice(own.indexOf("@") + 1);
}

const ranks = new Ranks();

/** The columns that the grid has by itself. */
export const IMAGE_COLUMNS = [
  "repository",
  "tag",
  "id",
  "created",
  "size",
  "platform",
  "inUse",
  "registry",
  "digest",
  "update",
] as const;

export type ImageColumn = (typeof IMAGE_COLUMNS)[number];

/** What a row alone does not tell. */
export interface ImageFacts {
  users: (id: string) => number;
  /** Undefined as long as it is not known. */
  platform: (row: ImageRow) => string | undefined;
  /** What was found at the registry; undefined where nobody has asked. */
  update: (row: ImageRow) => UpdateState["is"] | undefined;
}

/** What is to be done about comes first. */
const UPDATES: readonly (UpdateState["is"] | undefined)[] = [undefined, "local", "upToDate", "failed", "newer"];

/** Sorted by one column; what is equal there is in the order of names, whichever way the column goes. */
export function sortImages(
  rows: readonly ImageRow[],
  column: ImageColumn,
  descending: boolean,
  { users, platform, update }: ImageFacts,
): ImageRow[] {
  const textOf: Partial<Record<ImageColumn, (row: ImageRow) => string | null | undefined>> = {
    platform,
    registry: registryOf,
    digest: digestOf,
  };
  const texts = new Set([NONE]);
  for (const row of rows) {
    for (const value of [row.repository, row.tag, textOf[column]?.(row)]) if (value) texts.add(value);
  }
  const places = ranks.of(texts);
  const place = (value: string | null | undefined) => places.get(value || NONE) ?? 0;
  const text = (a: string | null | undefined, b: string | null | undefined) => (a === b ? 0 : place(a) - place(b));
  const compare: Record<ImageColumn, (a: ImageRow, b: ImageRow) => number> = {
    repository: (a, b) => text(a.repository, b.repository),
    tag: (a, b) => text(a.tag, b.tag),
    id: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    created: (a, b) => a.created - b.created,
    size: (a, b) => a.size - b.size,
    platform: (a, b) => text(platform(a), platform(b)),
    inUse: (a, b) => users(a.id) - users(b.id),
    registry: (a, b) => text(registryOf(a), registryOf(b)),
    digest: (a, b) => text(digestOf(a), digestOf(b)),
    update: (a, b) => UPDATES.indexOf(update(a)) - UPDATES.indexOf(update(b)),
  };
  const by = compare[column];
  const sign = descending ? -1 : 1;
  return [...rows].sort(
    (a, b) => sign * by(a, b) || text(a.repository, b.repository) || text(a.tag, b.tag) || (a.key < b.key ? -1 : 1),
  );
}

export interface ImageSum {
  /** Images, not rows: an image with three names counts once. */
  count: number;
  bytes: number;
  unusedBytes: number;
  containers: number;
}

export function sumImages(rows: readonly ImageRow[], users: (id: string) => number): ImageSum {
  const seen = new Set<string>();
  const sum: ImageSum = { count: 0, bytes: 0, unusedBytes: 0, containers: 0 };
  for (const { id, size } of rows) {
    if (seen.has(id)) continue;
    seen.add(id);
    const used = users(id);
    sum.count += 1;
    sum.bytes += size;
    sum.containers += used;
    if (used === 0) sum.unusedBytes += size;
  }
  return sum;
}

/** The size that gets the longest bar: nine images in ten are smaller, so that one giant does not flatten the others. */
export function barScale(rows: readonly ImageRow[]): number {
  const sizes = rows.map(({ size }) => size).sort((a, b) => a - b);
  return sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * 0.9))] || 1;
}
