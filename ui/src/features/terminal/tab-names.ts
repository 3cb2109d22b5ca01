/** Which of those that would be called alike gets which number. */

export interface Nameable {
  key: string;
  /** By a person. */
  given: string | undefined;
  /** The number that it has had. */
  kept: number | undefined;
  /** Its own title as the first or a further one of that name. */
  own: (number: number) => string;
}

interface Name {
  title: string;
  /** None where a person named it. */
  number: number | null;
}

/** Names for tabs, which are in their order of opening. */
export function nameTabs(tabs: readonly Nameable[]): Map<string, Name> {
  const names = new Map<string, Name>();
  const taken = new Set<string>();
  const take = (key: string, title: string, number: number | null) => {
    names.set(key, { title, number });
    taken.add(title);
  };
  // What is called something already stays so; what is new makes way.
  for (const { key, given, kept, own } of tabs)
    if (given === undefined && kept !== undefined && !taken.has(own(kept))) take(key, own(kept), kept);
  for (const { key, given } of tabs) if (given !== undefined) take(key, given, null);
  for (const { key, own } of tabs) {
    if (names.has(key)) continue;
    let number = 1;
    while (taken.has(own(number))) number += 1;
    take(key, own(number), number);
  }
  return names;
}
