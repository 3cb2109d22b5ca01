/**
 * A window of rows over a list that lives in the shell. What is in sight is asked for with a margin; one question runs
 * and the newest one waits; what is shown stays until its answer is there, so nothing flickers.
 */

/** Rows asked for above and below what is in sight. */
const MARGIN = 80;
/** Rows in one question; the shell gives no more. */
const MOST = 500;

export interface Answer<T> {
  revision: number;
  total: number;
  start: number;
  items: T[];
}

export interface RowWindowOptions {
  /** Rows asked for above and below: rows that are large have fewer. */
  margin?: number;
  /** The list stays at its end just now, wherever that is by then: the last rows are those that will be in sight. */
  follows?: () => boolean;
}

const NONE = { revision: -1, total: 0, start: 0, items: [] };

export class RowWindow<T, A extends Answer<T> = Answer<T>> {
  #last = $state.raw<A>();
  #total = $state(0);
  readonly #ask: (start: number, count: number) => Promise<A>;
  readonly #margin: number;
  readonly #follows: () => boolean;
  #sight = { first: 0, last: 0 };
  #stale = true;
  #running: Promise<void> | undefined;
  #ended = false;

  /** `seed` is what is known already: it is drawn without a question. */
  constructor(
    ask: (start: number, count: number) => Promise<A>,
    seed?: A,
    { margin = MARGIN, follows = () => false }: RowWindowOptions = {},
  ) {
    this.#ask = ask;
    this.#margin = margin;
    this.#follows = follows;
    if (!seed) return;
    this.#last = seed;
    this.#total = seed.total;
    this.#stale = false;
  }

  get total(): number {
    return this.#total;
  }

  /** The answer that the rows are of; none before the first one. */
  get last(): A | undefined {
    return this.#last;
  }

  get #answer(): Answer<T> {
    return this.#last ?? NONE;
  }

  /** Grows whenever rows may be others. */
  get revision(): number {
    return this.#answer.revision;
  }

  at(index: number): T | undefined {
    return this.#answer.items[index - this.#answer.start];
  }

  /** The rows that are here, and the place of the first. */
  get here(): { start: number; items: readonly T[] } {
    return this.#answer;
  }

  /** The first row of those that are here which passes the test. */
  find(test: (item: T) => boolean): { item: T; index: number } | undefined {
    const { start, items } = this.#answer;
    const at = items.findIndex(test);
    const item = items[at];
    return item && { item, index: start + at };
  }

  /** These rows are in sight now. */
  see(first: number, last: number): void {
    this.#sight = { first, last };
    if (!this.#running && (this.#stale || !this.#covers())) this.#running = this.#run();
  }

  /** Rows have changed; resolves when those in sight are here again. */
  async renew(): Promise<void> {
    this.#stale = true;
    await (this.#running ??= this.#run());
  }

  /** No more questions. */
  end(): void {
    this.#ended = true;
  }

  #covers(): boolean {
    const { start, items } = this.#answer;
    const { first, last } = this.#sight;
    const end = start + items.length;
    // The sight is still where the end was before this answer: to ask for it again would never come to an end in a flood.
    if (this.#follows() && end >= this.#total) return items.length >= Math.min(last - first, this.#total);
    return first >= start && Math.min(last, this.#total) <= end;
  }

  /** Asks again only where rows changed meanwhile, or where others came into sight than the answer has. */
  async #run(): Promise<void> {
    try {
      let asked;
      do {
        this.#stale = false;
        asked = this.#sight;
        const start = Math.max(0, asked.first - this.#margin);
        const answer = await this.#ask(start, Math.min(MOST, asked.last - start + this.#margin));
        if (this.#ended) return;
        this.#last = answer;
        this.#total = answer.total;
      } while (this.#stale || (asked !== this.#sight && !this.#covers()));
    } catch {
      // What is looked at is gone; whoever opened it says so.
      this.#stale = true;
    } finally {
      this.#running = undefined;
    }
  }
}
