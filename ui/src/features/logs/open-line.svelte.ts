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
  #about = $state.raw({ characters: 0, found: 0, piece: 0 });
  /** It is held no more. */
  #gone = $state(false);
  /** Which of the matches, from 0; -1 for none. */
  #nth = $state(-1);
  #match = $state.raw<LineMatch | null>(null);

  constructor(logs: LogsId, number: number) {
    this.#logs = logs;
    this.#number = number;
    const ask = async (start: number, count: number) => {
      try {
        const { characters, found, piece, ...answer } = await backend().logsLine(logs, number, start, count);
        this.#about = { characters, found, piece };
        return answer;
      } catch (thrown) {
        this.#gone = true;
        throw thrown;
      }
    };
    this.pieces = new RowWindow(ask, undefined, MARGIN);
  }

  get characters(): number {
    return this.#about.characters;
  }
  get found(): number {
    return this.#about.found;
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
    return forward ? this.#nth < this.found - 1 : this.#nth > 0;
  }

  /** To the next match or the one before, around the ends. */
  async next(forward: boolean): Promise<void> {
    if (this.found === 0) return;
    const from = this.#nth < 0 && !forward ? 0 : this.#nth;
    await this.go((from + (forward ? 1 : -1) + this.found) % this.found);
  }

  async go(nth: number): Promise<void> {
    this.#match = await backend().logsLineMatch(this.#logs, this.#number, nth);
    this.#nth = this.#match === null ? -1 : nth;
  }

  /** Something else is looked for. */
  leaveMatch(): void {
    this.#match = null;
    this.#nth = -1;
  }

  end(): void {
    this.pieces.end();
  }
}
