/**
 * Text that comes from an engine is anybody's: names and labels may carry control characters, characters that turn the
 * direction of writing, and ones that cannot be seen. They are shown as what they are instead of doing what they do.
 */

const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Scripts in which a joiner or its opposite says how a word is written. */
const JOINING = "Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Tibt Khmr Mymr";
const LETTER = `[${JOINING.split(" ")
  .map((script) => `\\p{scx=${script}}`)
  .join("")}]`;
/** Signs that take a letter's vowel away: a joiner behind one says how the letter is written, also at the end of a word. */
const VIRAMA = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]";
/** Where joiners are needed: between such letters, and between pictures that are one together. */
const JOINER = [
  `(?<=${LETTER})[\u200c\u200d](?=${LETTER})`,
  `(?<=${VIRAMA})[\u200c\u200d]`,
  `(?<=[\\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}])\u200d(?=\\p{Extended_Pictographic})`,
].join("|");
/** What of printed text is drawn as a picture: half a character, and what can't be seen, or acts. */
const PICTURED = new RegExp(`(?:(?!\t|${JOINER})(?:${UNSEEN.source}|[\\ud800-\\udfff]))+`, "gu");
/** Of nearly no line, which costs less to say than where. */
const MAY_BE_PICTURED = /[^\t\u0020-\u007e\u00a0-\u00ac\u00ae-\u061b]/;

function shown(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** The text with everything that acts instead of being seen made visible. */
export function visible(text: string): string {
  return text.replace(UNSEEN, shown).replace(LONE_SURROGATE, shown);
}

/** Everything as a picture. */
export function pictures(text: string): string {
  return text.replace(/[^]/g, shown);
}

/**
 * Of a line that was printed, what `pictures` is for, from one character to before another. A tab stays one: what is beneath
 * each other there is so here. Joiners that writing needs stay too, where they are needed.
 */
export function unseenIn(line: string): { from: number; to: number }[] {
  if (!MAY_BE_PICTURED.test(line)) return [];
  return Array.from(line.matchAll(PICTURED), ({ index, 0: run }) => ({ from: index, to: index + run.length }));
}

/** For text of several lines: line feeds and tabs stay what they are. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(UNSEEN, (c) => (c === "\n" || c === "\t" ? c : shown(c)));
}
