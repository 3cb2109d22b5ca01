/**
 * Acknowledgements of one session's frames, gathered so that a flood does not cost a call a frame. Nothing is ever left
 * unsent: a small rest goes out on a timer.
 */
import type { SessionId } from "$/ipc/bindings";

/** Bytes gathered before they are sent at once: a part of what the shell has on its way even to a slow page, so that it never
    runs dry, and so that it learns how fast the page is. */
const FLUSH_BYTES = 8 * 1024;

/** Milliseconds that a rest may wait: one frame of the screen. A timer, for a hidden window has no animation frames. */
const FLUSH_MS = 16;

export class AckAccount {
  #pending = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #id: SessionId | undefined;
  #disposed = false;
  readonly #send: (id: SessionId, bytes: number) => void;

  constructor(send: (id: SessionId, bytes: number) => void) {
    this.#send = send;
  }

  /** The session, once it is known. */
  get id(): SessionId | undefined {
    return this.#id;
  }

  /** Frames can come before the session's id is known. */
  bind(id: SessionId): void {
    this.#id = id;
    if (this.#pending > 0) this.flush();
  }

  add(bytes: number): void {
    if (this.#disposed) return;
    this.#pending += bytes;
    if (this.#pending >= FLUSH_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  addNow(bytes: number): void {
    if (this.#disposed) return;
    this.#pending += bytes;
    this.flush();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#id === undefined || this.#pending === 0) return;
    const bytes = this.#pending;
    this.#pending = 0;
    this.#send(this.#id, bytes);
  }

  /** Whoever counts these bytes has forgotten them: nothing more is sent, also not for what is still being parsed. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = 0;
  }
}
