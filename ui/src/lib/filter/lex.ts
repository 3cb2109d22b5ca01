/**
 * A filter's text cut into terms: `-label:"com.example/a b"=x` is one. Only where terms, their keys and their values begin
 * and end is known here; what they mean is `parse.ts`.
 */

/** Places in the text, as `slice` takes them. */
export interface Span {
  from: number;
  to: number;
}

export type Operator = ":" | "=" | "<" | "<=" | ">" | ">=";

/** One of several values that will do, with its quotes taken off. */
export interface Word extends Span {
  text: string;
  /** In quotes, at least in part: no character in it means anything. */
  quoted: boolean;
  /** Quotes were opened and not closed. */
  open: boolean;
}

/** What stands between two spaces. */
export interface Piece extends Span {
  negated: boolean;
  /** What stands before the operator, in lower case; none for plain text. */
  key: (Span & { text: string }) | null;
  operator: (Span & { text: Operator }) | null;
  /** Behind the operator, separated by commas where the key takes several; one word for plain text. */
  words: Word[];
}

const OPERATOR = /^(?:<=|>=|[:=<>])/;
const KEY = /^[A-Za-z]+(?=[:=<>])/;
const SPACE = /\s/;

/** Reads a word until a space, or a comma where commas part words. */
function readWord(text: string, from: number, commas: boolean): Word {
  const word: Word = { from, to: from, text: "", quoted: false, open: false };
  let at = from;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '"') {
      word.quoted = true;
      word.open = !word.open;
    } else if (word.open && character === "\\" && (text[at + 1] === '"' || text[at + 1] === "\\")) {
      at += 1;
      word.text += text[at] as string;
    } else if (!word.open && (SPACE.test(character) || (commas && character === ","))) break;
    else word.text += character;
    at += 1;
  }
  word.to = at;
  return word;
}

/** How many values a key takes; none where it is no key, but the beginning of a reference such as `localhost:5000/api`. */
export type Takes = (name: string) => "several" | "one" | null;

export function lex(text: string, takes: Takes): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const piece: Piece = { from: at, to: at, negated: false, key: null, operator: null, words: [] };
    if (text[at] === "-") {
      piece.negated = true;
      at += 1;
    }
    const name = KEY.exec(text.slice(at))?.[0];
    const several = name === undefined ? null : takes(name.toLowerCase());
    if (name !== undefined && several !== null) {
      piece.key = { from: at, to: at + name.length, text: name.toLowerCase() };
      at += name.length;
      let operator = OPERATOR.exec(text.slice(at))?.[0] ?? ":";
      // `size:>500MB` is `size>500MB`.
      if (operator === ":" && /^:[<>]/.test(text.slice(at))) operator = `:${OPERATOR.exec(text.slice(at + 1))?.[0]}`;
      piece.operator = { from: at, to: at + operator.length, text: operator.replace(/^:(?=.)/, "") as Operator };
      at += operator.length;
    }
    for (;;) {
      const word = readWord(text, at, several === "several");
      piece.words.push(word);
      at = word.to;
      if (several !== "several" || text[at] !== ",") break;
      at += 1;
    }
    piece.to = at;
    pieces.push(piece);
  }
  return pieces;
}

/** As a value is typed: in quotes where it would not stay whole. */
export function quoted(value: string): string {
  return /[\s",*]|^[:=<>]|^$/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value;
}
