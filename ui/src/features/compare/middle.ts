/** What differs between two texts: everything between their common beginning and their common end. */

export interface Middle {
  before: string;
  middle: string;
  after: string;
}

const LOW_SURROGATE = /[\udc00-\udfff]/;

/** Both texts cut so. Where nothing is in common the middle is the whole. */
export function middles(left: string, right: string): [Middle, Middle] {
  const short = Math.min(left.length, right.length);
  let start = 0;
  while (start < short && left[start] === right[start]) start += 1;
  // Never between the halves of a character.
  if (LOW_SURROGATE.test(left.charAt(start)) || LOW_SURROGATE.test(right.charAt(start))) start -= 1;
  start = Math.max(0, start);
  let end = 0;
  while (end < short - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  if (end > 0 && LOW_SURROGATE.test(left.charAt(left.length - end))) end -= 1;
  const cut = (text: string): Middle => ({
    before: text.slice(0, start),
    middle: text.slice(start, text.length - end),
    after: text.slice(text.length - end),
  });
  return [cut(left), cut(right)];
}
