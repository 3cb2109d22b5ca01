/**
 * Which element draws which row. Elements are used again for other rows, which is several times cheaper than making
 * them; a row that stays in sight keeps its element, and with it the focus and the pointer. Elements stand in the order of
 * the rows, which is the order in which they are read aloud.
 */

export interface Row<T> {
  index: number;
  item: T;
  name: string;
}

export interface Slot<T> extends Row<T> {
  /** The element. */
  slot: number;
  /** It has no row now, and keeps its element for one to come. */
  spare?: boolean;
}

export interface Arrangement {
  /** Index of the row that has the focus, which would be lost with its element; -1 for none. */
  focus: number;
  /** Rows that are about to be drawn above these, and so many spare elements are best left before them; null to keep no
   *  element without a row. */
  above: number | null;
  /** Of a list that has become another one, which is shown from its top: rows that were above what was in sight of the old one.
   *  Rows that have become others in their places get the elements that stand there. */
  scrolled?: number;
}

/** Moving an element costs as much as drawing it anew: below this share of rows that stay, none but the focus does. */
const STAYING = 0.75;

/** The elements in the order in which they stand, each with its row; `before` are those that there are. */
export function arranged<T>(
  before: readonly Slot<T>[],
  rows: readonly Row<T>[],
  { focus, above, scrolled }: Arrangement,
  made: () => number,
): Slot<T>[] {
  const places = staying(before, rows, focus);
  if (scrolled !== undefined) remain(before, rows, places, scrolled);
  const taken = places.map((place) => before[place]);
  fill(before, places, taken, above ?? 0);

  const next = rows.map((row, at): Slot<T> => {
    const slot = taken[at];
    const isSame = slot && slot.name === row.name && slot.index === row.index && slot.item === row.item && !slot.spare;
    return isSame ? slot : { ...row, slot: slot?.slot ?? made() };
  });
  const rest = next.values();
  const used = new Set(taken);
  const standing = before.flatMap((slot): Slot<T>[] => {
    if (used.has(slot)) return [rest.next().value as Slot<T>];
    if (above === null) return [];
    return [slot.spare ? slot : { ...slot, spare: true }];
  });
  return [...standing, ...rest];
}

/** For each row the place of the element that it keeps, or -1. */
function staying<T>(before: readonly Slot<T>[], rows: readonly Row<T>[], focus: number): number[] {
  // What a spare element shows may meanwhile be in sight elsewhere.
  const placeOf = new Map(before.flatMap(({ name, spare }, place) => (spare ? [] : [[name, place] as const])));
  const places = rows.map(({ name }) => placeOf.get(name) ?? -1);
  const count = places.filter((place) => place >= 0).length;
  if (count >= rows.length * STAYING) return places;
  return places.map((place, at) => (rows[at]?.index === focus ? place : -1));
}

/** Gives rows without an element the one that stands in their place, where it is free. */
function remain<T>(before: readonly Slot<T>[], rows: readonly Row<T>[], places: number[], scrolled: number) {
  const standing = new Map(before.flatMap(({ index, spare }, place) => (spare ? [] : [[index, place] as const])));
  const kept = new Set(places);
  rows.forEach(({ index }, at) => {
    const place = standing.get(index + scrolled);
    if (places[at] === -1 && place !== undefined && !kept.has(place)) places[at] = place;
  });
}

/** Gives rows without an element those that are free: the ones that stand where the row will stand, before any other. */
function fill<T>(before: readonly Slot<T>[], places: readonly number[], taken: (Slot<T> | undefined)[], above: number) {
  const kept = new Set(places);
  let free = before.map((_, place) => place).filter((place) => !kept.has(place));
  const take = (at: number, place: number) => {
    taken[at] = before[place];
    free = free.filter((other) => other !== place);
  };
  for (let from = 0; from < places.length;) {
    if (places[from] !== -1) {
      from += 1;
      continue;
    }
    let to = from;
    while (to < places.length && places[to] === -1) to += 1;
    const low = from > 0 ? (places[from - 1] as number) : -1;
    const high = places[to] ?? before.length;
    const between = free.filter((place) => place > low && place < high);
    const spare = Math.max(0, between.length - (to - from));
    // Next to the rows that stay: those that come later come farther away.
    const skip = low >= 0 ? 0 : high < before.length ? spare : Math.min(above, spare);
    between.slice(skip, skip + to - from).forEach((place, at) => take(from + at, place));
    from = to;
  }
  taken.forEach((slot, at) => {
    const place = free[0];
    if (!slot && place !== undefined) take(at, place);
  });
}
