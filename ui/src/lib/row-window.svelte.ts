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

export class RowWindow<T> {
  #answer = $state.raw<Answer<T>>({ revision: -1, total: 0, start: 0, items: [] });
  #total = $state(0);
  readonly #ask: (start: number, count: number) => Promise<Answer<T>>;
  #sight = { first: 0, last: 0 };
  #stale = true;
  #running: Promise<void> | undefined;
  #again = false;
  #ended = false;

  constructor(ask: (start: number, count: number) => Promise<Answer<T>>) {
    this.#ask = ask;
  }

  get total(): number {
    return this.#total;
  }

  at(index: number): T | undefined {
    return this.#answer.items[index - this.#answer.start];
  }

  /** Places and rows that are here. */
  get items(): { start: number; items: readonly T[] } {
    return this.#answer;
  }

  /** These rows are in sight now. */
  see(first: number, last: number): void {
    this.#sight = { first, last };
    if (this.#stale || !this.#covers(first, Math.min(last, this.#total))) void this.#load();
  }

  /** Rows have changed; resolves when those in sight are here again. */
  async renew(total?: number): Promise<void> {
    this.#stale = true;
    if (total !== undefined) this.#total = total;
    await this.#load();
  }

  /** No more questions. */
  end(): void {
    this.#ended = true;
  }

  #covers(first: number, last: number): boolean {
    const { start, items } = this.#answer;
    return first >= start && last <= start + items.length;
  }

  #load(): Promise<void> {
    if (this.#running) this.#again = true;
    else this.#running = this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      do {
        this.#again = false;
        this.#stale = false;
        const { first, last } = this.#sight;
        const start = Math.max(0, first - MARGIN);
        const answer = await this.#ask(start, Math.min(MOST, last - start + MARGIN));
        if (this.#ended) return;
        this.#answer = answer;
        this.#total = answer.total;
      } while (this.#again);
    } catch {
      // What is looked at is gone; whoever opened it says so.
      this.#stale = true;
    } finally {
      this.#running = undefined;
    }
  }
}
