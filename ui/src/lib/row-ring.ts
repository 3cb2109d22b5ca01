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

export class RowRing {
  #before: readonly Drawn[] = [];
  #made = 0;

  /** The rows from one to before another. */
  rows(from: number, end: number): readonly Drawn[] {
    const staying = new Map<number, number>();
    const free: number[] = [];
    for (const { index, key } of this.#before) {
      if (index >= from && index < end) staying.set(index, key);
      else free.push(key);
    }
    let taken = 0;
    this.#before = Array.from({ length: Math.max(0, end - from) }, (_, n) => {
      const index = from + n;
      return { index, key: staying.get(index) ?? free[taken++] ?? this.#made++ };
    });
    return this.#before;
  }
}
