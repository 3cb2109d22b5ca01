/**
 * An excerpt cut where the search's marks begin and end, and where a character acts instead of being seen: those are
 * spelled as JSON escapes, and told apart from text that only looks like one.
 */
import type { Excerpt } from "$/ipc/bindings";

export interface Piece {
  text: string;
  marked: boolean;
  /** Stands for a character that can't be shown. */
  escape: boolean;
}

/** Controls, and characters that turn, join or hide what is around them. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;
const SHORT: Record<string, string> = { "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function spelled(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export function pieces({ text, marks }: Excerpt): Piece[] {
  const cut: Piece[] = [];
  let from = 0;
  const add = (to: number, marked: boolean) => {
    let rest = text.slice(from, Math.max(from, to));
    from = Math.max(from, to);
    while (rest) {
      const at = rest.search(UNSEEN);
      if (at !== 0) cut.push({ text: at < 0 ? rest : rest.slice(0, at), marked, escape: false });
      if (at >= 0) cut.push({ text: spelled(rest.charAt(at)), marked, escape: true });
      rest = at < 0 ? "" : rest.slice(at + 1);
    }
  };
  for (const { start, end } of marks) {
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  return cut;
}

/** The text where it is all that there is to draw, as it nearly always is: no marks, no escapes, nothing cut off. */
export function plain({ text, truncated, marks }: Excerpt): string | null {
  return truncated || marks.length > 0 || UNSEEN.test(text) ? null : text;
}

/** The excerpt as plain text that is safe to show. */
export function shown(excerpt: Excerpt): string {
  const text = pieces({ ...excerpt, marks: [] }).map((piece) => piece.text);
  return text.join("") + (excerpt.truncated ? "…" : "");
}

/** A text from the document on one line, safe to show. */
export function oneLine(text: string): string {
  return shown({ text, truncated: false, marks: [] });
}
