/** The options of a docker command, up to its first argument: what follows that is read by somebody else. */

export type OptionFault = { kind: "strange" | "value"; flag: string };

export interface Options<Name extends string> {
  /** Options without a value, as typed. */
  flags: readonly string[];
  /** In the order in which they were typed. */
  values: Readonly<Partial<Record<Name, readonly string[]>>>;
  /** The first argument, and all behind it. */
  rest: readonly string[];
}

/** `words` are those after the verb, `flag` matches options that take no value, `valued` names those that do. */
export function readOptions<Name extends string>(
  words: readonly string[],
  flag: RegExp,
  valued: Readonly<Record<string, Name>>,
): Options<Name> | OptionFault {
  const flags: string[] = [];
  const values: Partial<Record<Name, string[]>> = {};
  const rest = [...words];
  while (rest[0]?.startsWith("-")) {
    const word = rest.shift() as string;
    let name = word;
    let given: string | undefined;
    if (word.startsWith("--")) {
      [, name = word, given] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
      if (given === undefined && flag.test(name)) {
        flags.push(name);
        continue;
      }
    } else {
      // Many may stand together, and the last of them may have its value behind it.
      let at = 1;
      for (; flag.test(`-${word.charAt(at)}`); at += 1) flags.push(`-${word.charAt(at)}`);
      if (at > 1 && at === word.length) continue;
      name = `-${word.charAt(at)}`;
      given = word.slice(at + 1).replace(/^=/, "") || undefined;
    }
    const option = valued[name];
    if (!option) return { kind: "strange", flag: word };
    const value = given ?? rest.shift();
    if (value === undefined) return { kind: "value", flag: name };
    (values[option] ??= []).push(value);
  }
  return { flags, values, rest };
}
