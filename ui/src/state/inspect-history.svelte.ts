/**
 * Where a reader of inspect documents has been: places that were jumped to, one after the other, as a browser keeps
 * pages. Steps (an arrow key, a click on a row) make no place of their own; they move the one that is left.
 */
import { targetKey, type InspectTarget } from "./inspect.svelte";

/** Places kept; the oldest goes. */
const AT_MOST = 200;

export interface Place {
  target: InspectTarget;
  /** JSON Pointer. */
  pointer: string;
}

/** Typing in the search goes from match to match: only the last one is a place. */
export type JumpBy = "jump" | "typing";

const same = (a: Place | undefined, b: Place) =>
  a !== undefined && a.pointer === b.pointer && targetKey(a.target) === targetKey(b.target);

export class InspectHistory {
  #list = $state.raw<readonly Place[]>([]);
  #at = $state(-1);
  #typed: Place | null = null;
  #awaited: Place | null = null;

  get canGoBack(): boolean {
    return this.#at > 0;
  }
  get canGoForward(): boolean {
    return this.#at < this.#list.length - 1;
  }

  /** The reader went from one place to another. */
  jump(from: Place, to: Place, by: JumpBy = "jump"): void {
    if (same(from, to)) return;
    const current = this.#list[this.#at];
    const goesOn = by === "typing" && current === this.#typed && same(current, from);
    if (goesOn) this.#put(this.#at, to);
    else {
      this.#stand(from);
      this.#put(this.#at + 1, to);
    }
    this.#typed = by === "typing" ? (this.#list[this.#at] ?? null) : null;
  }

  /** The place before, and `from` is where to come back to. */
  back(from: Place): Place | null {
    this.#stand(from, true);
    return this.#go(-1);
  }

  forward(from: Place): Place | null {
    this.#stand(from, true);
    return this.#go(1);
  }

  /** Whether whoever comes here was sent by `back` or `forward`: that is no new place. Asked once. */
  awaits(to: Place): boolean {
    const awaited = this.#awaited;
    this.#awaited = null;
    return same(awaited ?? undefined, to);
  }

  clear(): void {
    [this.#list, this.#at, this.#typed, this.#awaited] = [[], -1, null, null];
  }

  /** The present place is where the reader is: moved within its document, or another one that was gone to by a tab. */
  #stand(at: Place, keepNext = false): void {
    const current = this.#list[this.#at];
    if (same(current, at)) return;
    if (current && targetKey(current.target) === targetKey(at.target)) {
      this.#list = this.#list.with(this.#at, at);
    } else this.#put(this.#at + 1, at, keepNext && this.#at + 1 < this.#list.length);
  }

  #put(index: number, place: Place, keepNext = false): void {
    const next = keepNext ? this.#list.slice(index) : [];
    const all = [...this.#list.slice(0, index), place, ...next];
    const over = Math.max(0, all.length - AT_MOST);
    this.#list = all.slice(over);
    this.#at = index - over;
  }

  #go(step: 1 | -1): Place | null {
    const place = this.#list[this.#at + step];
    if (!place) return null;
    this.#at += step;
    this.#typed = null;
    this.#awaited = place;
    return place;
  }
}

/** Of the Inspect place: one for all of its tabs. */
export const inspectHistory = new InspectHistory();
