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
    if (flag.test(word)) {
      flags.push(word);
      continue;
    }
    const [, long, given] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const [, short, behind] = /^(-[a-z])=?(.+)$/s.exec(word) ?? [];
    const name = long ?? (short && valued[short] ? short : word);
    const option = valued[name];
    if (!option) return { kind: "strange", flag: word };
    const value = given ?? (name === word ? rest.shift() : behind);
    if (value === undefined) return { kind: "value", flag: name };
    (values[option] ??= []).push(value);
  }
  return { flags, values, rest };
}
