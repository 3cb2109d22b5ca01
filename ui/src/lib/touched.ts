/** A list of images after events, worked out from what single images are now. */
import type { Announced, ImageRow, TouchedImage } from "$/ipc/bindings";

/**
 * None where only the engine's own list tells: an image without a name may be a step that others are built on, which no
 * list has.
 */
export function touchedRows(before: readonly ImageRow[], touched: readonly TouchedImage[]): ImageRow[] | null {
  const gone = new Set<string>();
  const now = new Map<string, ImageRow>();
  for (const { subject, id, rows } of touched) {
    if (id === null && !subject.startsWith("sha256:")) return null;
    if (rows.some((row) => row.repository === null)) return null;
    gone.add(id ?? subject);
    for (const row of rows) now.set(row.key, row);
  }
  const names = new Set([...now.values()].flatMap(nameOf));
  const after: ImageRow[] = [];
  const losing = new Set<string>();
  for (const row of before) {
    const same = now.get(row.key);
    if (same) {
      after.push(same);
      now.delete(row.key);
    } else if (nameOf(row).some((name) => names.has(name))) losing.add(row.id);
    else if (!gone.has(row.id)) after.push(row);
  }
  // Whose only name went to another image is listed without one, or not at all.
  for (const id of losing) if (!gone.has(id) && !after.some((row) => row.id === id)) return null;
  for (const row of now.values()) after.splice(placeFor(after, row), 0, row);
  return after;
}

/** The same for answers that came one after the other: what was told last of an image is what it is. */
export function touchedSince(before: readonly ImageRow[], answers: readonly TouchedImage[][]): ImageRow[] | null {
  const imageOf = ({ id, subject }: TouchedImage) => id ?? subject;
  const lastOf = new Map(answers.flatMap((those, at) => those.map((one) => [imageOf(one), at] as const)));
  return answers.reduce<ImageRow[] | null>(
    (rows, those, at) => {
      const last = those.filter((one) => lastOf.get(imageOf(one)) === at);
      return rows && touchedRows(rows, last);
    },
    [...before],
  );
}

/**
 * What follows from what events said themselves; the same rows where nothing does. Only until the images have been read: a
 * name that comes to an image tells nothing of the digest that it has there.
 */
export function announcedRows(before: readonly ImageRow[], announced: readonly Announced[]): readonly ImageRow[] {
  return announced.reduce((rows, said) => {
    const own = rows.filter(({ id }) => id === said.id);
    const one = own[0];
    if (!one) return rows;
    if (said.is === "deleted") return rows.filter(({ id }) => id !== said.id);
    const holder = rows.find((row) => nameOf(row).includes(said.name));
    if (said.is === "untagged") return holder?.id === said.id && own.length > 1 ? without(rows, holder) : rows;
    // Of an image whose last name goes elsewhere, and of one that had none, only the engine tells what is listed.
    const isKnown = one.repository !== null && (!holder || rows.filter(({ id }) => id === holder.id).length > 1);
    if (holder?.id === said.id || !isKnown) return rows;
    const [repository, tag] = apart(said.name);
    const row = { ...one, key: `${said.name}@${said.id}`, repository, tag };
    const after = holder ? without(rows, holder) : [...rows];
    after.splice(placeFor(after, row), 0, row);
    return after;
  }, before);
}

/** Where the engine lists it: above those that are no newer. */
function placeFor(rows: readonly ImageRow[], { created }: ImageRow): number {
  const at = rows.findIndex((other) => other.created <= created);
  return at < 0 ? rows.length : at;
}

const without = (rows: readonly ImageRow[], gone: ImageRow) => rows.filter((row) => row !== gone);

function apart(name: string): [repository: string, tag: string] {
  const colon = name.lastIndexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
}

const nameOf = ({ repository, tag }: ImageRow) => (tag === null ? [] : [`${repository}:${tag}`]);
