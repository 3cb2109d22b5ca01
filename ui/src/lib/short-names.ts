/** Names of containers that print together, in little room: what they have in common says nothing of who printed a line. */

/** Characters of the longest. */
const MOST = 24;
/** Of a name that is too long so much is left at its end, where most differ. */
const END = 16;

/** As short as they can be and still be told apart. */
export function shortNames(names: readonly string[]): string[] {
  const common = commonStart(names);
  const short = names.map((name) => name.slice(common));
  const cut = short.map((name) =>
    name.length <= MOST ? name : `${name.slice(0, MOST - END - 1)}…${name.slice(-END)}`,
  );
  return new Set(cut).size === new Set(short).size ? cut : short;
}

/** Characters that all begin with, up to the end of a word, before something that is more than a number. */
function commonStart(names: readonly string[]): number {
  const [first = "", ...others] = names;
  if (others.length === 0) return 0;
  let common = 0;
  for (const { index } of first.matchAll(/[-_.]/g)) {
    const to = index + 1;
    const start = first.slice(0, to);
    if (!names.every((name) => name.startsWith(start) && /\D/.test(name.slice(to)))) break;
    common = to;
  }
  return common;
}
