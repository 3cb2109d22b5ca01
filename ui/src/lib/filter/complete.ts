/** Ways to go on in a filter from where the caret stands: keys, then the values that the images have. */
import { lex, quoted, type Span } from "./lex";
import { isKey, KEYS, takes, type Key } from "./parse";

export interface FilterChoice {
  /** What is put in the place of what is typed. */
  insert: string;
  /** What the key or value is: for the words beside it. */
  about: { key: Key; value?: string };
  /** How many images have it; none for keys and examples. */
  count?: number;
}

export interface FilterChoices {
  /** What is replaced. */
  span: Span;
  choices: FilterChoice[];
}

/** Values of a key that the images have, the most frequent first. */
export type Vocabulary = (key: Key) => readonly { value: string; count: number }[];

/** More than are read. */
const AT_MOST = 40;

/** Behind these something is compared: what one would begin with. */
const EXAMPLES: Partial<Record<Key, readonly string[]>> = {
  size: [">100MB", ">500MB", ">1GB", "<10MB"],
  created: ["<24h", "<7d", "<30d", ">6mo", ">1y"],
};

export function completeFilter(text: string, caret: number, vocabulary: Vocabulary): FilterChoices {
  const piece = lex(text, takes).find(({ from, to }) => from < caret && caret <= to);
  if (!piece) return { span: { from: caret, to: caret }, choices: keys("") };
  const start = piece.from + Number(piece.negated);
  if (!piece.key || !piece.operator || caret <= piece.key.to) {
    const typed = text.slice(start, caret).toLowerCase();
    return { span: { from: start, to: Math.max(caret, start) }, choices: keys(typed) };
  }
  if (!isKey(piece.key.text)) return { span: { from: caret, to: caret }, choices: [] };
  const key = piece.key.text;
  const examples = EXAMPLES[key];
  if (examples) {
    const span = { from: piece.key.to, to: piece.to };
    const typed = text.slice(piece.operator.to, caret);
    const operator = piece.operator.text;
    const begun = examples.filter(
      (example) => typed === "" && (operator === ":" || operator === "=" || example.startsWith(operator)),
    );
    return { span, choices: begun.map((value) => ({ insert: value, about: { key, value } })) };
  }
  const word = piece.words.find(({ from, to }) => from <= caret && caret <= to) ?? { from: caret, to: caret, text: "" };
  const typed = word.text.toLowerCase();
  const known = KEYS[key].kind === "choice" ? choicesOf(key) : vocabulary(key);
  const found = known
    .filter(({ value }) => value.toLowerCase().includes(typed) && value.toLowerCase() !== typed)
    .sort((a, b) => Number(b.value.toLowerCase().startsWith(typed)) - Number(a.value.toLowerCase().startsWith(typed)));
  return {
    span: { from: word.from, to: word.to },
    choices: found.slice(0, AT_MOST).map(({ value, count }) => ({
      insert: quoted(value),
      about: { key, value },
      ...(count > 0 && { count }),
    })),
  };
}

function keys(typed: string): FilterChoice[] {
  const all = Object.keys(KEYS) as Key[];
  return all
    .filter((key) => key.startsWith(typed))
    .map((key) => ({ insert: EXAMPLES[key] ? key : `${key}:`, about: { key } }));
}

function choicesOf(key: Key): { value: string; count: number }[] {
  const { choices } = KEYS[key] as { choices?: readonly string[] };
  return (choices ?? []).map((value) => ({ value, count: 0 }));
}

/** The text with a choice in it, and where the caret goes. */
export function completed(text: string, { from, to }: Span, insert: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + insert + text.slice(to), caret: from + insert.length };
}
