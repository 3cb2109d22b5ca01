/** One line of a log that is read as a whole: the pieces of it in sight, and which of the matches in it was gone to. */
import { backend } from "$/ipc/backend";
import type { LineMatch, LinePiece, LogsId } from "$/ipc/bindings";
import { RowWindow } from "$/lib/row-window.svelte";

/** Pieces asked for above and below those in sight. */
const MARGIN = 8;

export class OpenLine {
  readonly pieces: RowWindow<LinePiece>;
  readonly #logs: LogsId;
  readonly #number: number;
  #about = $state.raw({ characters: 0, found: 0, more: false, piece: 0 });
  /** It is held no more. */
  #gone = $state(false);
  /** Which of the matches, from 0; -1 for none. */
  #nth = $state(-1);
  #match = $state.raw<LineMatch | null>(null);
  /** Grows whenever another match is wanted, or none: what answers an older wish is dropped. */
  #wish = 0;
  /** Settled once all that was asked is answered. */
  #answered = Promise.resolve();

  constructor(logs: LogsId, number: number) {
    this.#logs = logs;
    this.#number = number;
    const ask = async (start: number, count: number) => {
      try {
        const { characters, found, more, piece, ...answer } = await this.#ask(
          backend().logsLine(logs, number, start, count),
        );
        this.#about = { characters, found, more, piece };
        return answer;
      } catch (thrown) {
        this.#gone = true;
        throw thrown;
      }
    };
    this.pieces = new RowWindow(ask, undefined, { margin: MARGIN });
  }

  get characters(): number {
    return this.#about.characters;
  }
  get found(): number {
    return this.#about.found;
  }
  /** There may be other matches behind these, which were not looked for. */
  get more(): boolean {
    return this.#about.more;
  }
  /** Characters of a piece. */
  get piece(): number {
    return this.#about.piece;
  }
  get gone(): boolean {
    return this.#gone;
  }
  get nth(): number {
    return this.#nth;
  }
  get match(): LineMatch | null {
    return this.#match;
  }

  /** There is another match in this direction. */
  hasNext(forward: boolean): boolean {
    return this.found > 0 && (forward ? this.#nth < this.found - 1 : this.#nth > 0);
  }

  /** Something else is looked for: goes to the first match, or to the last; false where it is not there. */
  async begin(backward: boolean): Promise<boolean> {
    const wish = ++this.#wish;
    this.#match = null;
    this.#nth = -1;
    await this.pieces.renew();
    return wish === this.#wish && this.found > 0 && this.#go(backward ? this.found - 1 : 0);
  }

  /** To the next match or the one before, around the ends; false where it is not there. */
  async next(forward: boolean): Promise<boolean> {
    if (this.found === 0) return false;
    const from = this.#nth < 0 && !forward ? 0 : this.#nth;
    return this.#go((from + (forward ? 1 : -1) + this.found) % this.found);
  }

  async #go(nth: number): Promise<boolean> {
    const wish = ++this.#wish;
    try {
      const match = await this.#ask(backend().logsLineMatch(this.#logs, this.#number, nth));
      if (wish !== this.#wish) return false;
      this.#match = match;
      this.#nth = match === null ? -1 : nth;
      return match !== null;
    } catch (thrown) {
      // Nobody waits for it any more.
      if (wish !== this.#wish) return false;
      throw thrown;
    }
  }

  #ask<T>(question: Promise<T>): Promise<T> {
    this.#answered = Promise.allSettled([this.#answered, question]).then(() => undefined);
    return question;
  }

  /** It is read no more, and the shell keeps it no more: after what was asked already, which would have it kept again. */
  async end(): Promise<void> {
    this.#wish++;
    this.pieces.end();
    await this.#answered;
    await backend().logsFold(this.#logs, this.#number);
  }
}
