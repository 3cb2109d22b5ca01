/** Which row stays where it is while rows of a list come and go, and how far the list is scrolled for that. */

export interface Anchor {
  /** Place of the row in the list as it was. */
  index: number;
}

/**
 * The row that has the keyboard, where it is in sight; else the first one wholly in sight. None at the top of the list:
 * who is there wants to see what comes. `focus` is -1 where the keyboard is elsewhere.
 */
export function anchorOf(
  names: readonly string[],
  top: number,
  height: number,
  rowHeight: number,
  focus: number,
): Anchor | null {
  if (names.length === 0) return null;
  const above = focus * rowHeight;
  if (focus >= 0 && focus < names.length && above + rowHeight > top && above < top + height) return { index: focus };
  if (top <= 0) return null;
  return { index: Math.min(names.length - 1, Math.ceil(top / rowHeight)) };
}

/** Pixels that the anchor has moved; where it is gone, the next row that is still there. */
export function shiftOf(
  { index }: Anchor,
  before: readonly string[],
  after: readonly string[],
  rowHeight: number,
): number {
  if (before === after || before.length === 0 || after.length === 0) return 0;
  if (before[index] === after[index]) return 0;
  const places = new Map(after.map((name, at) => [name, at]));
  for (let at = index; at < before.length; at += 1) {
    const place = places.get(before[at] as string);
    if (place !== undefined) return (place - at) * rowHeight;
  }
  return 0;
}
