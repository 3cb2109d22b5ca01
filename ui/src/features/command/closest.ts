/** Names that are nearly what was typed. */

/** Letters that have to change to make one word of the other; more than `most` is as good as infinitely many. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Whole names, and their last part without the tag, within a third of the letters; the nearest first. */
export function closest<T>(things: readonly T[], name: (thing: T) => string, typed: string, count: number): T[] {
  const wanted = typed.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const near = (thing: T) => {
    const whole = name(thing).toLowerCase();
    const short = whole.slice(whole.lastIndexOf("/") + 1).replace(/:[^:]*$/, "");
    return Math.min(distance(whole, wanted, most), distance(short, wanted, most));
  };
  return things
    .map((thing) => ({ thing, near: near(thing) }))
    .filter((one) => one.near <= most)
    .sort((a, b) => a.near - b.near)
    .slice(0, count)
    .map(({ thing }) => thing);
}
