/** What a line in the command bar asks for: a part of the docker command line's grammar, or the name of something. */
import type { SubjectKind } from "$/ipc/bindings";
import type { CleanUp } from "$/lib/clean-up";
import { parsePull } from "$/lib/reference";
import { CONTAINER_MOVES, IMAGE_MOVES, isMove, parseMove, type Move } from "./moves";
import { parseAttach, parseExec, type ExecAsked } from "./exec-line";
import { parseLogs, type LogsAsked } from "./logs-line";
import type { OptionFault } from "./options";
import { parseRun, type RunAsked } from "./run-line";
import { split } from "./split";

export type CommandPlace = "images" | "containers" | "inspect" | "settings";

export type Asked =
  | { is: "nothing" }
  | { is: "inspect"; kind: SubjectKind | null; names: string[] }
  | { is: "pull"; reference: string; platform: string | null; line: string }
  | { is: "compare"; names: string[] }
  | { is: "move"; move: Move }
  | { is: "logs"; asked: LogsAsked }
  | { is: "run"; asked: RunAsked }
  | { is: "exec"; asked: ExecAsked }
  | { is: "attach"; container: string }
  | { is: "prune"; start: Partial<CleanUp> }
  | { is: "remove"; names: string[] }
  | { is: "place"; place: CommandPlace }
  | { is: "name"; text: string }
  | { is: "fault"; fault: Fault };

export type Fault =
  | { kind: "unclosed" | "unnamed" | "unnamedPull" | "twoOnly" }
  | { kind: "unknown" | "unknownType" | "unknownFlag" | "badValue" | "needsValue" | "usage" | "sign"; what: string };

const PROGRAMS = /^(?:docker|podman|nerdctl)$/;
const KINDS: readonly string[] = ["image", "container", "volume", "network"];
const isKind = (word: string): word is SubjectKind => KINDS.includes(word);
/** Options of `docker ps` and `docker images` that change only what is listed. */
const LISTING = /^(?:-[aqsl]+|--all|--no-trunc|--quiet|--size|--digests|--latest)$/;

export function parse(line: string): Asked {
  const { words, open, signs } = split(line.trim().replace(/^[$#]\s+/, ""));
  if (open) return fault({ kind: "unclosed" });
  const texts = words.map(({ text }) => text);
  if (texts[0] === "sudo") texts.shift();
  const [program, ...rest] = texts;
  if (program === undefined || program === "") return { is: "nothing" };
  // Where a file is read or written it is asked for, however the line names it.
  const sign = rest.slice(0, 2).some(isMove) ? signs.find((one) => /[|&;#]/.test(one)) : signs[0];
  if (PROGRAMS.test(program) && sign !== undefined) return fault({ kind: "sign", what: sign });
  if (PROGRAMS.test(program)) return rest.length === 0 ? { is: "name", text: program } : command(rest, line);
  if (program === "inspect" && rest.length > 0) return inspect(rest, null);
  if (program === "compare" && rest.length > 0) return compare(rest);
  return { is: "name", text: texts.join(" ") };
}

function command([verb = "", ...rest]: string[], line: string): Asked {
  if (verb === "inspect") return inspect(rest, null);
  if (verb === "pull") return pull(rest, line);
  if (isMove(verb)) return moved(verb, rest);
  if (verb === "logs") return logsOf(rest);
  if (verb === "run") return run(rest);
  if (verb === "exec") return execIn(rest);
  if (verb === "attach") return attachTo(rest);
  if (verb === "rmi") return remove(rest);
  if (verb === "images") return list(rest, "images", verb);
  if (verb === "ps") return list(rest, "containers", verb);
  if (!isKind(verb)) return fault({ kind: "unknown", what: ["docker", verb].join(" ") });
  const [action = "", ...more] = rest;
  if (action === "inspect") return inspect(more, verb);
  if (action === "pull" && verb === "image") return pull(more, line);
  const moves: readonly string[] = { image: IMAGE_MOVES, container: CONTAINER_MOVES, volume: [], network: [] }[verb];
  if (isMove(action) && moves.includes(action)) return moved(action, more);
  if (action === "logs" && verb === "container") return logsOf(more);
  if (action === "run" && verb === "container") return run(more);
  if (action === "exec" && verb === "container") return execIn(more);
  if (action === "attach" && verb === "container") return attachTo(more);
  if (action === "prune" && verb === "image") return prune(more);
  if (/^(?:rm|remove)$/.test(action) && verb === "image") return remove(more);
  if (/^(?:ls|list|ps)$/.test(action) && (verb === "image" || verb === "container"))
    return list(more, verb === "image" ? "images" : "containers", [verb, action].join(" "));
  return fault({ kind: "unknown", what: ["docker", verb, action].filter(Boolean).join(" ") });
}

function inspect(words: string[], of: SubjectKind | null): Asked {
  let kind = of;
  const names: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const type = word === "--type" ? (words[(at += 1)] ?? "") : /^--type=(.*)$/.exec(word)?.[1];
    if (type !== undefined && of === null) {
      if (!isKind(type)) return fault({ kind: "unknownType", what: type });
      kind = type;
    } else if (word === "-s" || word === "--size") continue;
    else if (word.startsWith("-") && word !== "-") return fault({ kind: "unknownFlag", what: word });
    else names.push(word);
  }
  return { is: "inspect", kind, names };
}

/** No command of docker's: `compare ONE OTHER`. */
function compare(names: string[]): Asked {
  const flag = names.find((name) => name.startsWith("-"));
  if (flag !== undefined) return fault({ kind: "unknownFlag", what: flag });
  return names.length > 2 ? fault({ kind: "twoOnly" }) : { is: "compare", names };
}

function pull(words: string[], line: string): Asked {
  if (words.length === 0) return fault({ kind: "unnamedPull" });
  const { reference, platform, fault: wrong } = parsePull(line);
  if (wrong?.kind === "flag") return fault({ kind: "unknownFlag", what: wrong.flag });
  return { is: "pull", reference: reference || words.join(" "), platform, line: line.trim() };
}

function moved(verb: Move["is"], words: string[]): Asked {
  const move = parseMove(verb, words);
  if ("is" in move) return { is: "move", move };
  return fault(move.kind === "strange" ? { kind: "unknownFlag", what: move.flag } : { kind: "usage", what: move.verb });
}

function logsOf(words: string[]): Asked {
  const asked = parseLogs(words, Date.now());
  if ("containers" in asked) return { is: "logs", asked };
  return fault(
    asked.kind === "strange" ? { kind: "unknownFlag", what: asked.flag } : { kind: "badValue", what: asked.flag },
  );
}

function run(words: string[]): Asked {
  const asked = parseRun(words);
  return "kind" in asked ? optionFault(asked) : { is: "run", asked };
}

function execIn(words: string[]): Asked {
  const asked = parseExec(words);
  return "kind" in asked ? optionFault(asked) : { is: "exec", asked };
}

function attachTo(words: string[]): Asked {
  const asked = parseAttach(words);
  return "kind" in asked ? optionFault(asked) : { is: "attach", ...asked };
}

const optionFault = ({ kind, flag }: OptionFault): Asked =>
  fault(kind === "strange" ? { kind: "unknownFlag", what: flag } : { kind: "needsValue", what: flag });

/** The words of `docker image prune`, as far as the clean-up can be narrowed down by them. */
function prune(words: string[]): Asked {
  const start: Partial<CleanUp> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const filter = word === "--filter" ? (words[(at += 1)] ?? "") : /^--filter=(.*)$/.exec(word)?.[1];
    if (filter !== undefined) {
      const hours = /^until=(\d+)h$/.exec(filter)?.[1];
      const label = /^label!=(.+)$/.exec(filter)?.[1];
      if (hours !== undefined) start.olderThanDays = Math.max(1, Math.ceil(Number(hours) / 24));
      else if (label !== undefined) start.keepLabel = label;
      else return fault({ kind: "unknownFlag", what: `--filter ${filter}` });
    } else if (/^(?:-a|--all|-af|-fa)$/.test(word)) start.which = "unused";
    // Nothing goes before it has been read and agreed to.
    else if (word !== "-f" && word !== "--force") return fault({ kind: "unknownFlag", what: word });
  }
  return { is: "prune", start };
}

function remove(words: string[]): Asked {
  const strange = words.find((word) => word.startsWith("-") && word !== "-f" && word !== "--force");
  if (strange !== undefined) return fault({ kind: "unknownFlag", what: strange });
  return { is: "remove", names: words.filter((word) => !word.startsWith("-")) };
}

function list(words: string[], place: CommandPlace, verb: string): Asked {
  const strange = words.find((word) => !LISTING.test(word));
  if (strange === undefined) return { is: "place", place };
  if (strange.startsWith("-")) return fault({ kind: "unknownFlag", what: strange });
  return fault({ kind: "unknown", what: ["docker", verb, strange].join(" ") });
}

const fault = (what: Fault): Asked => ({ is: "fault", fault: what });

/** The last word as it is being typed, and the line before it. */
export function lastWord(line: string): { before: string; text: string } {
  const { words } = split(line);
  const last = words.at(-1);
  if (!last || /\s$/.test(line)) return { before: line, text: "" };
  return { before: line.slice(0, last.at), text: last.text };
}
