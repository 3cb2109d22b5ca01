/**
 * What a person types into one session, sent strictly in order: one call at a time, what is typed meanwhile joins the
 * next one. What is typed while a clipboard is being read comes after what is pasted. A large paste goes in pieces, so that
 * Ctrl+C is never behind one huge message.
 */
import type { SessionInput } from "$/ipc/bindings";

/** Characters in one message: large enough for a paste to be quick, small enough for the shell to interleave sessions. */
export const INPUT_CHUNK_CHARS = 16 * 1024;

/** Milliseconds that what is typed waits for a clipboard: its owner may be a program that does not answer. */
const PATIENCE_MS = 1000;

/** Milliseconds before and after a key that goes by itself, so that the engine does not read it with others. */
const KEY_GAP_MS = 20;

/** What is `alone` is a message of its own, and some time after the one before and before the next. */
type Waiting = SessionInput & { alone?: boolean };

export class InputQueue {
  #waiting: Waiting[] = [];
  /** For each clipboard that is being read what has been typed since. */
  #held: Waiting[][] = [];
  #read: Promise<void> = Promise.resolve();
  #sending = false;
  /** How often all that waited was dropped. */
  #drops = 0;
  #closed = false;
  readonly #send: (input: SessionInput) => Promise<unknown>;
  readonly #failed: (thrown: unknown) => void;

  constructor(send: (input: SessionInput) => Promise<unknown>, failed: (thrown: unknown) => void) {
    this.#send = send;
    this.#failed = failed;
  }

  /** Podman knows the keys that leave a session only where it reads each by itself. */
  keys(codes: readonly string[]): void {
    for (const data of codes) this.#push({ kind: "text", data, alone: true });
  }

  push(input: SessionInput): void {
    this.#push(input);
  }

  #push(input: Waiting): void {
    if (this.#closed || input.data.length === 0) return;
    const held = this.#held.at(-1);
    if (held) {
      held.push(input);
      return;
    }
    const last = this.#waiting.at(-1);
    if (last && last.kind === input.kind && !last.alone && !input.alone) last.data += input.data;
    else this.#waiting.push({ ...input });
    void this.#drain();
  }

  /** `read` says what is to be done with what it has read; what is typed from now on comes after that. */
  async paste(read: () => Promise<() => void>): Promise<void> {
    const typed: Waiting[] = [];
    this.#held.push(typed);
    const before = this.#read;
    let done = () => {};
    this.#read = new Promise((resolve) => (done = resolve));
    const late = setTimeout(() => {
      this.#release(typed);
      done();
    }, PATIENCE_MS);
    const drops = this.#drops;
    await before;
    let give = () => {};
    try {
      give = await read();
    } finally {
      clearTimeout(late);
      this.#release(typed, drops === this.#drops ? give : undefined);
      done();
    }
  }

  /** Sends what was held, after what is to be given first. */
  #release(typed: Waiting[], give = () => {}): void {
    const others = this.#held.filter((held) => held !== typed);
    this.#held = [];
    give();
    for (const input of typed.splice(0)) this.#push(input);
    this.#held = others;
  }

  /** The process that it was meant for is gone: what waits is dropped, also what is being read to be pasted. */
  drop(): void {
    this.#drops++;
    this.#waiting = [];
    for (const held of this.#held) held.length = 0;
  }

  /** The session is over: what comes is ignored as well. */
  close(): void {
    this.#closed = true;
    this.drop();
  }

  async #drain(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#take(); next; next = this.#take()) {
      const drops = this.#drops;
      const { alone, ...input } = next;
      if (alone) await gap();
      if (drops !== this.#drops) continue;
      try {
        await this.#send(input);
      } catch (thrown) {
        // Of what was dropped meanwhile nobody wants to hear, and what has come since has nothing to do with it.
        if (drops !== this.#drops) continue;
        // Half of what was typed has gone; sending the rest could make another command of it.
        this.#waiting = [];
        this.#failed(thrown);
      }
      if (alone) await gap();
    }
    this.#sending = false;
  }

  #take(): Waiting | undefined {
    const first = this.#waiting[0];
    if (!first) return undefined;
    const end = chunkEnd(first.data);
    const chunk = { ...first, data: first.data.slice(0, end) };
    if (end >= first.data.length) this.#waiting.shift();
    else first.data = first.data.slice(end);
    return chunk;
  }
}

const gap = () => new Promise((resolve) => setTimeout(resolve, KEY_GAP_MS));

/** Where the first chunk ends: never between the halves of a surrogate pair, which JSON could not carry alone. */
function chunkEnd(data: string): number {
  if (data.length <= INPUT_CHUNK_CHARS) return data.length;
  const before = data.charCodeAt(INPUT_CHUNK_CHARS - 1);
  return before >= 0xd800 && before <= 0xdbff ? INPUT_CHUNK_CHARS - 1 : INPUT_CHUNK_CHARS;
}
