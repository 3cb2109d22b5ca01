/** Rows of the image grid: how they are named, filtered, sorted and summed up. */
import type { ImageRow, UpdateState } from "$/ipc/bindings";
import { shortId } from "./format";
import { ordered } from "./ordered";
import { byCode, Ranks } from "./ranks";

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

/** `repository:tag` of a row's key (`repository:tag@id`); none for a row without a tag, and for what is no image. */
export function keyName(key: string): string | null {
  return /^(\S+:[\w.-]+)@sha256:[0-9a-f]+$/.exec(key)?.[1] ?? null;
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
const UPDATES: readonly (UpdateState["is"] | undefined)[] = [
  undefined,
  "local",
  "absent",
  "upToDate",
  "failed",
  "newer",
];

type TextOf = (row: ImageRow) => string | null | undefined;

/** Hexadecimal digits. */
const DIGITS: ReadonlySet<ImageColumn> = new Set(["id", "digest"]);

/** The texts of each column have an order of their own. */
const ranks = new Map<ImageColumn, Ranks>();

/** The place of each row's text among all of them, `<none>` where it has none. */
function places(rows: readonly ImageRow[], column: ImageColumn, textOf: TextOf): readonly number[] {
  const texts = rows.map((row) => textOf(row) || NONE);
  const those = ranks.get(column) ?? new Ranks(DIGITS.has(column) ? byCode : undefined);
  ranks.set(column, those);
  const known = those.of(new Set(texts));
  return texts.map((text) => known.get(text) ?? 0);
}

const repositoryOf: TextOf = ({ repository }) => repository;
const tagOf: TextOf = ({ tag }) => tag;

/** What a row itself tells. */
const OWN_TEXTS: Partial<Record<ImageColumn, TextOf>> = {
  repository: repositoryOf,
  tag: tagOf,
  id: ({ id }) => id,
  registry: registryOf,
  digest: digestOf,
};

/** Rows in the order of their names, and what they are sorted by: the same list is sorted now by one column and now by
    another. */
interface Named {
  rows: readonly ImageRow[];
  places: Map<ImageColumn, readonly number[]>;
}

const named = new WeakMap<readonly ImageRow[], Named>();

function byName(rows: readonly ImageRow[]): Named {
  const known = named.get(rows);
  if (known) return known;
  const [repositories, tags] = [places(rows, "repository", repositoryOf), places(rows, "tag", tagOf)];
  const sorted = rows
    .map((row, at) => ({ row, repository: repositories[at] as number, tag: tags[at] as number }))
    .sort((a, b) => a.repository - b.repository || a.tag - b.tag || (a.row.key < b.row.key ? -1 : 1))
    .map(({ row }) => row);
  const result = { rows: sorted, places: new Map() };
  named.set(rows, result);
  return result;
}

/** Sorted by one column; what is equal there is in the order of names, whichever way the column goes. */
export function sortImages(
  rows: readonly ImageRow[],
  column: ImageColumn,
  descending: boolean,
  { users, platform, update }: ImageFacts,
): ImageRow[] {
  const { rows: inNames, places: knownPlaces } = byName(rows);
  const numbers: Partial<Record<ImageColumn, (row: ImageRow) => number>> = {
    created: ({ created }) => created,
    size: ({ size }) => size,
    inUse: ({ id }) => users(id),
    update: (row) => UPDATES.indexOf(update(row)),
  };
  const number = numbers[column];
  const ownText = OWN_TEXTS[column];
  let values = number ? inNames.map(number) : knownPlaces.get(column);
  if (!values) {
    values = places(inNames, column, ownText ?? platform);
    if (ownText) knownPlaces.set(column, values);
  }
  return ordered(values, descending).map((at) => inNames[at] as ImageRow);
}

/** Of what is here of it: what a registry sends, and what lies unpacked on the disk. Null where an engine does not tell
    the two apart. */
export function sizesOf({ manifests }: ImageRow): { content: number; unpacked: number } | null {
  const here = manifests.filter(({ available }) => available);
  if (here.length === 0) return null;
  const sum = (of: "content" | "unpacked") => here.reduce((bytes, one) => bytes + one[of], 0);
  return { content: sum("content"), unpacked: sum("unpacked") };
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
