/**
 * Who has the keyboard when a session begins: it goes into the terminal, unless a person has gone elsewhere with it since the
 * session was asked for.
 */

import type { SessionId } from "$/ipc/bindings";

/** They go once something was chosen in them, and give the keyboard back to where they were opened. */
const PASSING = "[role=dialog], [role=menu]";
/** A person is writing there, or answering. */
const BUSY = `input, textarea, select, ${PASSING}`;

export class FirstFocus {
  /** Where the keyboard was when a session was asked for last. */
  #place: Element | null = null;
  /** They have had their turn. */
  readonly #seen = new Set<SessionId>();

  /** A session is asked for. */
  asked(): void {
    this.#place = document.activeElement;
  }

  /** The keyboard is here now. From where the session was asked for it may have come back by itself. */
  moved(to: EventTarget | null): void {
    const place = this.#place;
    if (place && to instanceof Element && (!place.isConnected || place.closest(PASSING))) this.#place = to;
  }

  /** A person is on the way from tab to tab: the keyboard stays on them. */
  stay(): void {
    this.#place = null;
  }

  /** A session in front has begun, or one that has begun has come to the front: whether it takes the keyboard, once. */
  isDue(id: SessionId): boolean {
    const isFirst = !this.#seen.has(id);
    this.#seen.add(id);
    return isFirst && this.isFree;
  }

  /** The terminal may take the keyboard: nobody has it, another terminal does, or what the session was asked for from. */
  get isFree(): boolean {
    const at = document.activeElement;
    if (!at || at === document.body || at.closest("[data-testid=dock] .xterm")) return true;
    return at === this.#place && !at.closest(BUSY);
  }
}
