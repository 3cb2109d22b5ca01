/**
 * The bytes of one session on their way to its terminal. They wait here until there is a terminal, and are acknowledged
 * only once the terminal has parsed them, so that the credit tells how far behind the page really is. A plain class on
 * purpose: terminal bytes never go through a reactive store.
 */

import type { SizeReport, TerminalSize } from "$/ipc/bindings";

/** What a feed needs of a terminal; `done` is called when the bytes have been parsed. */
export interface TerminalSink {
  /** `whole`: in one go, so that nothing is drawn in its course. */
  write(bytes: Uint8Array, done: () => void, whole: boolean): void;
  /** Takes a size, and tells how it took it where it can. */
  resize(size: TerminalSize): Omit<SizeReport, "number"> | undefined;
  /** Whether it goes on showing what it shows now, whatever it is given. */
  freeze(frozen: boolean): void;
}

interface Waiting {
  bytes: Uint8Array;
  done: () => void;
  whole: boolean;
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
  /** So many times what had come until then was of a process that is gone by now, and has not been parsed. */
  #gone = 0;
  /** Bytes that lead to what is shown already. */
  #seen = 0;

  /** Bytes of output that have come since the session was opened or replayed. */
  get received(): number {
    return this.#received;
  }

  /** Bytes that the terminal has not parsed yet. */
  get unparsed(): number {
    return this.#unparsed;
  }

  /** What is being parsed was shown before: its questions have been answered long ago, its bell has rung. */
  get replaying(): boolean {
    return this.#replaying;
  }

  /** Nobody waits for an answer to what is being parsed: it was answered long ago, or who asked is gone. */
  get unanswerable(): boolean {
    return this.#replaying || this.#gone > 0;
  }

  /** What has come until now was printed by a process that is gone. */
  leave(): void {
    this.#gone += 1;
    this.#hand(NOTHING, () => (this.#gone -= 1));
  }

  push(bytes: Uint8Array, acknowledge: () => void): void {
    if (bytes.length === 0) {
      acknowledge();
      return;
    }
    this.#received += bytes.length;
    this.#hand(bytes, () => this.#parsed(bytes, acknowledge));
  }

  /** The same for bytes to whose questions nobody wants an answer. */
  pushAgain(bytes: Uint8Array, acknowledge: () => void, whole = false): void {
    this.#received += bytes.length;
    this.#hand(NOTHING, () => (this.#replaying = true));
    const parsed = () => {
      this.#replaying = false;
      this.#parsed(bytes, acknowledge);
    };
    this.#hand(bytes, parsed, whole);
  }

  /** Bytes that clear the screen and draw it anew. What is shown stays until `seen` bytes of output have come behind them. */
  pushJump(jump: { again: boolean; seen: number; bytes: Uint8Array }, acknowledge: () => void): void {
    this.#hand(NOTHING, () => this.#see(jump.seen));
    if (jump.again) {
      this.pushAgain(jump.bytes, acknowledge, true);
    } else {
      this.#received += jump.bytes.length;
      this.#hand(jump.bytes, acknowledge, true);
    }
  }

  #parsed(bytes: Uint8Array, acknowledge: () => void): void {
    if (this.#seen > 0) this.#see(Math.max(0, this.#seen - bytes.length));
    acknowledge();
  }

  #see(bytes: number): void {
    if (this.#seen > 0 !== bytes > 0) this.#sink?.freeze(bytes > 0);
    this.#seen = bytes;
  }

  /** The terminal takes this size behind what it was given before. */
  resize(size: TerminalSize, taken: (report: Omit<SizeReport, "number"> | undefined) => void): void {
    this.#hand(NOTHING, () => taken(this.#sink?.resize(size)));
  }

  /** Gives the feed its terminal; what waited goes there first. */
  attach(sink: TerminalSink): void {
    this.#sink = sink;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { bytes, done, whole } of waiting) sink.write(bytes, done, whole);
  }

  detach(): void {
    this.#sink = undefined;
  }

  /** Before a replay: the terminal starts afresh, in order with what it was given before. */
  restart(): void {
    this.#received = 0;
    this.#hand(RESET, () => this.#see(0));
  }

  #hand(bytes: Uint8Array, acknowledge: () => void, whole = false): void {
    this.#unparsed += bytes.length;
    const done = () => {
      this.#unparsed -= bytes.length;
      acknowledge();
    };
    if (this.#sink) this.#sink.write(bytes, done, whole);
    else this.#waiting.push({ bytes, done, whole });
  }
}
