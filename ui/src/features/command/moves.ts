/** The part of the docker command line that moves images: tag, push, save, load, import, export, commit. */
import type { CommitSpec, ImportSpec } from "$/ipc/bindings";

export type Move =
  | { is: "tag"; source: string; target: string }
  | { is: "push"; reference: string }
  | { is: "save"; references: string[] }
  | { is: "load" }
  | { is: "import"; spec: Partial<ImportSpec> }
  | { is: "export"; container: string }
  | { is: "commit"; container: string; spec: Partial<CommitSpec> };

export type MoveVerb = Move["is"];
export type MoveFault = { kind: "strange"; flag: string } | { kind: "usage"; verb: MoveVerb };

/** As the command line documents them: how many names there may be, the flags alone, and those that take a value. */
const VERBS: Record<MoveVerb, { names: [number, number]; alone?: RegExp; valued?: RegExp }> = {
  tag: { names: [2, 2] },
  push: { names: [1, 1], alone: /^(?:-q|--quiet|--disable-content-trust)$/ },
  save: { names: [1, Infinity], valued: /^(?:-o|--output)$/ },
  load: { names: [0, 0], alone: /^(?:-q|--quiet)$/, valued: /^(?:-i|--input)$/ },
  import: { names: [0, 2], valued: /^(?:-c|--change|-m|--message|--platform)$/ },
  export: { names: [1, 1], valued: /^(?:-o|--output)$/ },
  commit: {
    names: [1, 2],
    alone: /^(?:-p|--pause)$/,
    valued: /^(?:-a|--author|-c|--change|-m|--message|--pause)$/,
  },
};

/** Which of them are verbs of `docker image`, and which of `docker container`. */
export const IMAGE_MOVES: readonly string[] = ["tag", "push", "save", "load", "import"];
export const CONTAINER_MOVES: readonly string[] = ["export", "commit"];

export function isMove(verb: string): verb is MoveVerb {
  return Object.hasOwn(VERBS, verb);
}

/** `words` are those after the verb. */
export function parseMove(verb: MoveVerb, words: readonly string[]): Move | MoveFault {
  const { names: count, alone, valued } = VERBS[verb];
  const names: string[] = [];
  const options: { flag: string; value: string }[] = [];
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift() as string;
    const [, flag = "", value] = /^(--?[A-Za-z-]+)=(.*)$/s.exec(word) ?? [];
    // A redirection names a file, and so does the option that is there for it: the system's dialog asks for it here.
    if (/^[<>]/.test(word)) {
      if (/^[<>]+$/.test(word)) rest.shift();
    } else if (flag !== "" && valued?.test(flag)) options.push({ flag, value: value ?? "" });
    else if (alone?.test(word)) continue;
    else if (valued?.test(word)) {
      if (rest.length === 0) return { kind: "usage", verb };
      options.push({ flag: word, value: rest.shift() as string });
    } else if (word.startsWith("-") && word !== "-") return { kind: "strange", flag: word };
    else names.push(word);
  }
  if (names.length < count[0] || names.length > count[1]) return { kind: "usage", verb };
  const all = (flags: RegExp) => options.filter(({ flag }) => flags.test(flag)).map(({ value }) => value);
  const changes = all(/^(?:-c|--change)$/);
  const message = all(/^(?:-m|--message)$/).at(-1) ?? "";
  const [first = "", second = ""] = names;
  switch (verb) {
    case "tag":
      return { is: "tag", source: first, target: second };
    case "push":
      return { is: "push", reference: first };
    case "save":
      return { is: "save", references: names };
    case "load":
      return { is: "load" };
    case "import":
      return {
        is: "import",
        spec: { reference: second, message, platform: all(/^--platform$/).at(-1) ?? "", changes },
      };
    case "export":
      return { is: "export", container: first };
    case "commit":
      return {
        is: "commit",
        container: first,
        spec: {
          reference: second,
          author: all(/^(?:-a|--author)$/).at(-1) ?? "",
          message,
          pause: all(/^--pause$/).at(-1) !== "false",
          changes,
        },
      };
  }
}
