/**
 * Which element draws which row of a list of which only a few rows exist. Making elements is several times as expensive as
 * drawing something else with them: a row that stays in sight keeps its own, and those that come take the elements of
 * those that have gone, in the order in which these stand. After a leap each row so has the one that stands in its place.
 */
export interface Drawn {
  index: number;
  /** Of its element: no two rows in sight have the same. */
  key: number;
}

/** Rows from one to before another. */
export interface Stretch {
  from: number;
  to: number;
}

/** What a row shows, which it is known by wherever it is; none where nobody knows yet. */
export type LineAt = (index: number) => unknown;

interface Known extends Drawn {
  line: unknown;
}

export class RowRing {
  #before: readonly Known[] = [];
  #made = 0;

  /**
   * The rows from one to before another. While a line is held (`lineAt`), its element shows nothing else and is not moved, for
   * what is selected in it would be lost: those that come have elements of their own.
   */
  rows(from: number, end: number, lineAt?: LineAt): readonly Drawn[] {
    const rows = Array.from({ length: Math.max(0, end - from) }, (_, n) => ({
      index: from + n,
      line: lineAt?.(from + n),
    }));
    const places = new Map(rows.flatMap(({ index, line }) => (line === undefined ? [] : [[line, index] as const])));
    const staying = new Map<number, number>();
    const free: number[] = [];
    for (const { index, key, line } of this.#before) {
      const at = lineAt && line !== undefined ? places.get(line) : index;
      if (at !== undefined && at >= from && at < end && !staying.has(at)) staying.set(at, key);
      else if (!lineAt) free.push(key);
    }
    let taken = 0;
    this.#before = rows.map((row) => ({
      ...row,
      key: staying.get(row.index) ?? free[taken++] ?? this.#made++,
    }));
    return this.#before;
  }
}

/** Rows that are drawn at most where some are held that are not in sight. */
const MOST = 400;

/** Those that are drawn: in sight and held, with all between them; where these are too many, those in sight. */
export function withHeld(sight: Stretch, held: Stretch | null, total: number): Stretch {
  if (!held) return sight;
  const both = { from: Math.max(0, Math.min(sight.from, held.from)), to: Math.min(total, Math.max(sight.to, held.to)) };
  return both.to - both.from <= MOST ? both : sight;
}
