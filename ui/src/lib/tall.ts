/**
 * Lists taller than a browser can scroll. Engines stop at some 17 to 33 million pixels; beyond a limit well below that
 * the scroll bar stands for the whole list in proportion, and rows are placed around what is in sight.
 */

/** CSS pixels. */
const MAX_HEIGHT = 8_000_000;

export interface Tall {
  /** Height of the whole as the scroll bar sees it. */
  height: number;
  /** Position in the list of the scroll bar's position. */
  toList(scrollTop: number): number;
  /** Scroll bar's position of a position in the list. */
  toScroll(position: number): number;
  /** The list is taller than the scroll bar can say, so the wheel needs help. */
  scaled: boolean;
}

export function tall(total: number, rowHeight: number, viewHeight: number): Tall {
  const full = total * rowHeight;
  if (full <= MAX_HEIGHT) return { height: full, toList: (top) => top, toScroll: (at) => at, scaled: false };
  const scale = (full - viewHeight) / (MAX_HEIGHT - viewHeight);
  return { height: MAX_HEIGHT, toList: (top) => top * scale, toScroll: (at) => at / scale, scaled: true };
}
