/**
 * Which rows of a long list are drawn. Those in sight are at once; a page above and below comes a few rows at a time, and
 * is there when somebody scrolls to it.
 */

/** Indexes of rows: the first, and the one after the last. */
export interface Range {
  readonly from: number;
  readonly end: number;
}

/** Of what is in sight: to draw so much of it beside the rest takes as long as to draw all of it and nothing else. */
const MISSING = 0.25;

/** What is left of it in a list of so many rows. */
export function within(range: Range, length: number): Range {
  return range.end <= length ? range : { from: Math.min(range.from, length), end: length };
}

/**
 * `drawn` with what is in sight, and no more rows than `wanted` has. Where much of what is in sight is not drawn, that alone:
 * it is not kept waiting for rows that are not.
 */
export function covering(drawn: Range, sight: Range, wanted: Range): Range {
  const above = Math.max(0, drawn.from - sight.from);
  const below = Math.max(0, sight.end - drawn.end);
  if (above === 0 && below === 0) return drawn;
  const isApart = drawn.end <= sight.from || sight.end <= drawn.from;
  if (isApart || above + below > (sight.end - sight.from) * MISSING) return sight;
  const [from, end] = [drawn.from - above, drawn.end + below];
  const most = wanted.end - wanted.from;
  return below > 0
    ? { from: Math.min(sight.from, Math.max(from, end - most)), end }
    : { from, end: Math.max(sight.end, Math.min(end, from + most)) };
}

/** `drawn` with each end so many rows nearer to where it is wanted. */
export function nearer(drawn: Range, wanted: Range, rows: number): Range {
  const step = (now: number, then: number) => now + Math.max(-rows, Math.min(rows, then - now));
  return { from: step(drawn.from, wanted.from), end: step(drawn.end, wanted.end) };
}

export function isSame(one: Range, other: Range): boolean {
  return one.from === other.from && one.end === other.end;
}
