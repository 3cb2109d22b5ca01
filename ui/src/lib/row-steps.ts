/**
 * Draws a list whose rows have all become others within some frames: another order or filter makes another row of each in
 * sight, and to draw them all takes longer than a frame has. A row that waits is what it was in all respects.
 */
import { arranged, type Row, type Slot } from "./row-slots";

/** Frames in which such a list is drawn. */
const STEPS = 3;

export interface Sight {
  /** Index of the row that has the focus, and keeps its element; -1 for none. */
  focus: number;
  /** As in an arrangement. */
  above: number | null;
  /** Rows that are in sight at a time. */
  count: number;
  /** Rows above what is in sight, as it was scrolled: another list is shown from its top. */
  first: number;
  /** Another one is another list. */
  basis: unknown;
}

export class RowSteps<T> {
  #made = 0;
  #basis: unknown;
  #isStepping = false;
  #planned: Slot<T>[] = [];
  #shown: readonly Slot<T>[] = [];

  /** Whether rows wait for another frame. */
  get isWaiting(): boolean {
    return this.#shown !== this.#planned;
  }

  /** The elements as they are to be drawn now. Each call is a frame. */
  draw(rows: readonly Row<T>[], { focus, above, count, first, basis }: Sight): readonly Slot<T>[] {
    const isAnother = basis !== this.#basis;
    if (isAnother) [this.#isStepping, this.#basis] = [this.#shown.length > 0, basis];
    const scrolled = isAnother ? first : undefined;
    this.#planned = arranged(this.#planned, rows, { focus, above, scrolled }, () => this.#made++);
    this.#shown = this.#isStepping
      ? stepwise(this.#shown, this.#planned, Math.ceil(count / STEPS), scrolled)
      : this.#planned;
    this.#isStepping = this.isWaiting;
    return this.#shown;
  }

  /** No row waits when it is drawn the next time. True where some do now. */
  finish(): boolean {
    const isWaiting = this.#isStepping;
    this.#isStepping = false;
    return isWaiting;
  }
}

/**
 * What of an arrangement is drawn now: where more than so many rows become others in their places, the rest of them stay
 * what they were for another frame, and so do rows that nobody sees any more. All that comes into sight or moves is drawn at
 * once, so that no place is empty or has two, and so is what has changed of a row itself. `scrolled`: so many rows were
 * above the places that all rows are in now.
 */
export function stepwise<T>(shown: readonly Slot<T>[], next: Slot<T>[], most: number, scrolled = 0): Slot<T>[] {
  const were = new Map(shown.map((slot) => [slot.slot, slot]));
  const becomes = (slot: Slot<T>) => {
    const was = were.get(slot.slot);
    return was && was !== slot && !was.spare ? was : undefined;
  };
  let changed = 0;
  const rows = next.map((slot) => {
    const was = becomes(slot);
    if (!was || slot.spare || was.index !== slot.index + scrolled || was.name === slot.name) return slot;
    changed += 1;
    if (changed <= most) return slot;
    return scrolled === 0 ? was : { ...was, index: slot.index };
  });
  if (changed <= most) return next;
  const taken = new Set(next.flatMap(({ index, spare }) => (spare ? [] : [index])));
  return rows.map((slot) => {
    const was = slot.spare ? becomes(slot) : undefined;
    return was && !taken.has(was.index) ? was : slot;
  });
}
