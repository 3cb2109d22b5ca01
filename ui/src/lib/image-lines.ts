/** Lines of the image grid: images, the repositories that they stand beneath, and what an image of several platforms
    consists of. */
import type { ImageManifest, ImageRow } from "$/ipc/bindings";
import { sumImages } from "./images";

export interface ImageLine {
  kind: "image";
  key: string;
  row: ImageRow;
  level: number;
}

export interface GroupLine {
  kind: "group";
  key: string;
  /** None for images without a name. */
  repository: string | null;
  rows: readonly ImageRow[];
}

export interface PartLine {
  kind: "part";
  key: string;
  row: ImageRow;
  manifest: ImageManifest;
  level: number;
}

export type Line = ImageLine | GroupLine | PartLine;

/** What a repository is called in the settings: images without one have none. */
export const closedName = (repository: string | null) => repository ?? "";

/** No image is called so: names have no spaces. */
const groupKey = (repository: string | null) => `group ${repository ?? ""}`;

/** A row keeps its line, so that what is drawn of it stays. */
const lines: [WeakMap<ImageRow, ImageLine>, WeakMap<ImageRow, ImageLine>] = [new WeakMap(), new WeakMap()];

function lineOf(row: ImageRow, level: 1 | 2): ImageLine {
  const known = lines[level - 1] as WeakMap<ImageRow, ImageLine>;
  let line = known.get(row);
  if (!line) {
    line = { kind: "image", key: row.key, row, level };
    known.set(row, line);
  }
  return line;
}

/** What an image consists of, where it is more than one thing: platforms, those that are here first, each before what is
    attested about it. */
export function partsOf({ manifests }: ImageRow): readonly ImageManifest[] {
  if (manifests.length < 2) return [];
  const images = manifests.filter(({ about }) => about === null);
  const sorted = [...images.filter(({ available }) => available), ...images.filter(({ available }) => !available)];
  const digests = new Set(sorted.map(({ digest }) => digest));
  const attested = (digest: string) => manifests.filter(({ about }) => about === digest);
  const strays = manifests.filter(({ about }) => about !== null && !digests.has(about));
  return [...sorted.flatMap((image) => [image, ...attested(image.digest)]), ...strays];
}

export interface Arrangement {
  grouped: boolean;
  /** Names of repositories whose rows are not shown. */
  closed: ReadonlySet<string>;
  /** Keys of images whose parts are shown. */
  opened: ReadonlySet<string>;
  /** What groups are sorted by, where that is a sum; else the first of its rows is what counts. */
  sum: { of: "size" | "inUse"; descending: boolean; users: (id: string) => number } | null;
}

/** Rows are sorted already. */
export function imageLines(rows: readonly ImageRow[], { grouped, closed, opened, sum }: Arrangement): Line[] {
  const level = grouped ? 2 : 1;
  const withParts = (row: ImageRow): Line[] => {
    const line = lineOf(row, level);
    if (!opened.has(row.key)) return [line];
    const part = (manifest: ImageManifest): PartLine => ({
      kind: "part",
      key: `part ${manifest.digest} ${row.key}`,
      row,
      manifest,
      level: level + 1,
    });
    return [line, ...partsOf(row).map(part)];
  };
  if (!grouped) return opened.size === 0 ? rows.map((row) => lineOf(row, 1)) : rows.flatMap(withParts);
  return groups(rows, sum).flatMap((group): Line[] =>
    closed.has(closedName(group.repository)) ? [group] : [group, ...group.rows.flatMap(withParts)],
  );
}

function groups(rows: readonly ImageRow[], sum: Arrangement["sum"]): GroupLine[] {
  const byName = new Map<string | null, ImageRow[]>();
  for (const row of rows) {
    const known = byName.get(row.repository);
    if (known) known.push(row);
    else byName.set(row.repository, [row]);
  }
  const result = [...byName].map(([repository, members]): GroupLine => {
    return { kind: "group", key: groupKey(repository), repository, rows: members };
  });
  if (!sum) return result;
  const amount = ({ rows: members }: GroupLine) => {
    const { bytes, containers } = sumImages(members, sum.users);
    return sum.of === "size" ? bytes : containers;
  };
  const amounts = new Map(result.map((group) => [group, amount(group)]));
  const sign = sum.descending ? -1 : 1;
  return result.sort((a, b) => sign * ((amounts.get(a) ?? 0) - (amounts.get(b) ?? 0)));
}
