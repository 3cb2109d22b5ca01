/**
 * Which element draws which row of a list of which only a few rows exist. Making elements is several times as expensive as
 * drawing something else with them: a row that comes into sight takes the element of one that has left it, and after a
 * leap each row takes the one that stands in its place. A row that stays in sight keeps its own.
 */
export interface Drawn {
  index: number;
  /** Of its element: no two rows in sight have the same. */
  key: number;
}

export class RowRing {
  #shift = 0;
  #from = 0;
  #end = 0;

  /** The rows from one to before another; `size` is how many there are at most. */
  rows(from: number, end: number, size: number): Drawn[] {
    const isLeap = from >= this.#end || end <= this.#from;
    if (isLeap) this.#shift += this.#from - from;
    [this.#from, this.#end] = [from, end];
    const keyOf = (index: number) => (((index + this.#shift) % size) + size) % size;
    return Array.from({ length: Math.max(0, end - from) }, (_, n) => ({ index: from + n, key: keyOf(from + n) }));
  }
}
