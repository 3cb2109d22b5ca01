/**
 * The language in which images are filtered: words that occur anywhere, and `key:value`, `key=value`, `key>value` terms;
 * every term has to hold, `-` turns one round, commas part values of which one will do. A term that can't be understood is
 * a fault with its place, and filters nothing.
 */
import { lex, type Operator, type Piece, type Span, type Takes, type Word } from "./lex";
import { ageOf, dateOf, sizeOf } from "./units";

/** Which operators a key takes: texts are contained or equal, amounts are compared, choices are one of a few. */
export type KeyKind = "text" | "label" | "size" | "created" | "choice";

export const KEYS = {
  tag: { kind: "text" },
  repo: { kind: "text" },
  registry: { kind: "text" },
  platform: { kind: "text" },
  id: { kind: "text" },
  digest: { kind: "text" },
  label: { kind: "label" },
  size: { kind: "size" },
  created: { kind: "created" },
  used: { kind: "choice", choices: ["yes", "no", "running"] },
  dangling: { kind: "choice", choices: ["yes", "no"] },
  update: { kind: "choice", choices: ["yes", "no"] },
} as const satisfies Record<string, { kind: KeyKind; choices?: readonly string[] }>;

export type Key = keyof typeof KEYS;

export const isKey = (name: string): name is Key => Object.hasOwn(KEYS, name);

/** An amount may have a comma in it. */
export const takes: Takes = (name) => {
  const key = isKey(name) ? name : nearKey(name);
  if (key === null) return null;
  return KEYS[key].kind === "size" || KEYS[key].kind === "created" ? "one" : "several";
};

/** What people type in place of a choice. */
const SAME: Record<string, string> = { true: "yes", false: "no", oui: "yes", non: "no", y: "yes", n: "no" };

export type FaultKind =
  | "unknownKey"
  | "noValue"
  | "openQuote"
  | "notASize"
  | "sizeUnit"
  | "notAnAge"
  | "ageUnit"
  | "notAChoice"
  | "noCompare"
  | "nothingToExclude";

export interface FilterFault extends Span {
  kind: FaultKind;
  /** What was typed there. */
  text: string;
  /** The key that it is about, or that was probably meant. */
  key: string;
  /** More may be about to be typed: the end is what is missing. */
  unfinished: boolean;
}

/** A text that is looked for: contained, equal, or a pattern with `*`. */
export interface Wanted {
  text: string;
  how: "contains" | "equals" | "pattern";
}

export interface LabelWanted {
  key: Wanted;
  /** None where any value will do. */
  value: Wanted | null;
}

/** Bytes, seconds of age, or seconds since the epoch; both ends belong to it. */
export interface Range {
  least: number;
  most: number;
}

export type Term = { negated: boolean } & (
  | { about: "any"; wanted: Wanted }
  | { about: "tag" | "repo" | "registry" | "platform" | "id" | "digest"; wanted: readonly Wanted[] }
  | { about: "label"; wanted: readonly LabelWanted[] }
  | { about: "size" | "age" | "created"; range: Range }
  | { about: "used" | "dangling" | "update"; choices: readonly string[] }
);

export interface Parsed {
  terms: readonly Term[];
  faults: readonly FilterFault[];
}

/** Keys that are probably meant by what is nearly one: one letter more, less, other, or two swapped. */
export function nearKey(name: string): Key | null {
  if (name.length < 2) return null;
  return (Object.keys(KEYS) as Key[]).find((key) => key !== name && isNear(name, key)) ?? null;
}

function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || b.length < 3) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

export function parseFilter(text: string): Parsed {
  const terms: Term[] = [];
  const faults: FilterFault[] = [];
  for (const piece of lex(text, takes)) {
    const read = readPiece(piece, text);
    if ("kind" in read) faults.push(read);
    else terms.push(read);
  }
  return { terms, faults };
}

function readPiece(piece: Piece, whole: string): Term | FilterFault {
  const { negated, key, operator, words } = piece;
  const fault = (kind: FaultKind, at: Span, unfinished = false, about = key?.text ?? ""): FilterFault => ({
    kind,
    from: at.from,
    to: at.to,
    text: whole.slice(at.from, at.to),
    key: about,
    unfinished: unfinished && piece.to === whole.length,
  });
  const open = words.find((word) => word.open);
  if (open) return fault("openQuote", open, true);
  if (!key || !operator) {
    const [word] = words;
    if (!word || (word.text === "" && !word.quoted)) return fault("nothingToExclude", piece, true);
    return { negated, about: "any", wanted: { text: word.text.toLowerCase(), how: "contains" } };
  }
  if (!isKey(key.text)) return fault("unknownKey", key, false, nearKey(key.text) ?? "");
  const empty = words.find((word) => word.text === "" && !word.quoted);
  if (empty) return fault("noValue", { from: key.from, to: piece.to }, true);
  const kind: KeyKind = KEYS[key.text].kind;
  const compares = operator.text !== ":" && operator.text !== "=";
  if (compares && kind !== "size" && kind !== "created") return fault("noCompare", operator);
  return readTerm(key.text, operator.text, words, negated, fault);
}

type Fail = (kind: FaultKind, at: Span, unfinished?: boolean) => FilterFault;

function readTerm(key: Key, operator: Operator, words: Word[], negated: boolean, fault: Fail): Term | FilterFault {
  const first = words[0] as Word;
  switch (key) {
    case "label":
      return { negated, about: "label", wanted: words.map(label) };
    case "size": {
      const bytes = sizeOf(first.text);
      if (bytes === null) return fault("notASize", first, true);
      if (bytes === "noUnit") return fault("sizeUnit", first, true);
      return { negated, about: "size", range: size(operator, bytes) };
    }
    case "created":
      return created(operator, first, negated, fault);
    case "used":
    case "dangling":
    case "update": {
      const choices: string[] = [];
      for (const word of words) {
        const typed = word.text.toLowerCase();
        const choice = SAME[typed] ?? typed;
        if (!(KEYS[key].choices as readonly string[]).includes(choice)) return fault("notAChoice", word, true);
        choices.push(choice);
      }
      return { negated, about: key, choices };
    }
    default:
      return { negated, about: key, wanted: words.map((word) => wanted(word.text, word.quoted, operator)) };
  }
}

function wanted(text: string, isQuoted: boolean, operator: Operator): Wanted {
  const lower = text.toLowerCase();
  if (!isQuoted && text.includes("*")) return { text: lower, how: "pattern" };
  return { text: lower, how: operator === "=" ? "equals" : "contains" };
}

/** `label:team` is any label with that in its name, `label:team=core` the one that is called so with that value. */
function label({ text, quoted }: Word): LabelWanted {
  const at = text.indexOf("=");
  if (at < 0) return { key: wanted(text, quoted, ":"), value: null };
  return { key: wanted(text.slice(0, at), quoted, "="), value: wanted(text.slice(at + 1), quoted, "=") };
}

/** A size that is equal is one that docker would print alike: three digits of it. */
const PRINTED = 0.005;

function size(operator: Operator, bytes: number): Range {
  if (operator === ":" || operator === "=") return { least: bytes * (1 - PRINTED), most: bytes * (1 + PRINTED) };
  return compared(operator, bytes, bytes);
}

/** What lies before or behind an amount that may have a length, as a year has. */
function compared(operator: Operator, from: number, to: number): Range {
  switch (operator) {
    case "<":
      return { least: -Infinity, most: before(from) };
    case "<=":
      return { least: -Infinity, most: to };
    case ">":
      return { least: from === to ? after(to) : to, most: Infinity };
    case ">=":
      return { least: from, most: Infinity };
    default:
      return { least: from, most: before(to) };
  }
}

/** The next number: bounds belong to their range. */
const before = (number: number) => number - Math.max(1e-6, Math.abs(number) * Number.EPSILON);
const after = (number: number) => number + Math.max(1e-6, Math.abs(number) * Number.EPSILON);

/** `created<30d` is younger than that, `created<2026-01` before that, `created:2026` in it. */
function created(operator: Operator, word: Word, negated: boolean, fault: Fail): Term | FilterFault {
  const date = dateOf(word.text);
  if (date) {
    const range = operator === "<=" ? compared("<", date.to, date.to) : compared(operator, date.from, date.to);
    return { negated, about: "created", range };
  }
  const age = ageOf(word.text);
  if (age === null) return fault("notAnAge", word, true);
  if (age === "noUnit") return fault("ageUnit", word, true);
  // An age alone is "not older than".
  return { negated, about: "age", range: compared(operator === ":" || operator === "=" ? "<=" : operator, age, age) };
}
