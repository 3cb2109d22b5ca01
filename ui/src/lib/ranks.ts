/**
 * Texts in the order in which people read them, numbers by their value. Comparing so costs a hundred times what comparing
 * numbers costs, so each text is put in its place once, and rows are sorted by the places.
 */
const compare = new Intl.Collator("en", { numeric: true }).compare;
/** By the values of their characters: digits of an id are no number. */
export const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
/** Texts that the collator takes for equal have an order all the same. */
const reading = (a: string, b: string) => compare(a, b) || byCode(a, b);

/** New texts from which on all are sorted anew. */
const MANY = 64;

export class Ranks {
  #texts: string[] = [];
  #ranks = new Map<string, number>();
  readonly #order: (a: string, b: string) => number;

  constructor(order = reading) {
    this.#order = order;
  }

  /** The place of each of these among all that were asked for lately. */
  of(texts: ReadonlySet<string>): ReadonlyMap<string, number> {
    const missing = [...texts].filter((text) => !this.#ranks.has(text));
    // What has not been seen for long is not kept.
    const tooMany = this.#texts.length > 2 * texts.size + MANY;
    if (missing.length === 0 && !tooMany) return this.#ranks;
    if (missing.length > MANY || tooMany) this.#texts = [...texts].sort(this.#order);
    else for (const text of missing) this.#texts.splice(this.#placeOf(text), 0, text);
    this.#ranks = new Map(this.#texts.map((text, rank) => [text, rank]));
    return this.#ranks;
  }

  #placeOf(text: string): number {
    let [low, high] = [0, this.#texts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order(this.#texts[middle] as string, text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
