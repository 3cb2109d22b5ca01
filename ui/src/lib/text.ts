/**
 * Text that comes from an engine is anybody's: names and labels may carry control characters, characters that turn the
 * direction of writing, and ones that cannot be seen. They are shown as what they are instead of doing what they do.
 */

const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

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

/** For text of several lines: line feeds and tabs stay what they are. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(UNSEEN, (c) => (c === "\n" || c === "\t" ? c : shown(c)));
}
