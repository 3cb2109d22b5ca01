/**
 * The bytes of one session on their way to its terminal. They wait here until there is a terminal, and are acknowledged
 * only once the terminal has parsed them, so that the credit tells how far behind the page really is. A plain class on
 * purpose: terminal bytes never go through a reactive store.
 */

/** What a feed needs of a terminal; `done` is called when the bytes have been parsed. */
export interface TerminalSink {
  write(bytes: Uint8Array, done: () => void): void;
}

interface Waiting {
  bytes: Uint8Array;
  done: () => void;
}

const NOTHING = new Uint8Array();

/** RIS, "reset to initial state": screen, scrollback and modes as in a new terminal. */
const RESET = new Uint8Array([0x1b, 0x63]);

export class TerminalFeed {
  #waiting: Waiting[] = [];
  #sink: TerminalSink | undefined;
  #unparsed = 0;
  #received = 0;
  #replaying = false;

  /** Bytes of output that have come since the session was opened or replayed. */
  get received(): number {
    return this.#received;
  }

  /** Bytes that the terminal has not parsed yet. */
  get unparsed(): number {
    return this.#unparsed;
  }

  /** What is being parsed was shown before: its questions have been answered long ago. */
  get replaying(): boolean {
    return this.#replaying;
  }

  /** What comes from now on was printed before. */
  beginReplay(): void {
    this.#replaying = true;
  }

  /** What comes from now on is new; the replay is over when all that came until now has been parsed. */
  endReplay(): void {
    this.#hand(NOTHING, () => (this.#replaying = false));
  }

  push(bytes: Uint8Array, acknowledge: () => void): void {
    if (bytes.length === 0) {
      acknowledge();
      return;
    }
    this.#received += bytes.length;
    this.#hand(bytes, acknowledge);
  }

  /** Gives the feed its terminal; what waited goes there first. */
  attach(sink: TerminalSink): void {
    this.#sink = sink;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { bytes, done } of waiting) sink.write(bytes, done);
  }

  detach(): void {
    this.#sink = undefined;
  }

  /** Before a replay: the terminal starts afresh, in order with what it was given before. */
  restart(): void {
    this.#received = 0;
    this.#hand(RESET, () => undefined);
  }

  #hand(bytes: Uint8Array, acknowledge: () => void): void {
    this.#unparsed += bytes.length;
    const done = () => {
      this.#unparsed -= bytes.length;
      acknowledge();
    };
    if (this.#sink) this.#sink.write(bytes, done);
    else this.#waiting.push({ bytes, done });
  }
}
