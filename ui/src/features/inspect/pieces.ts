/** An excerpt cut where the search's marks begin and end, each piece safe to show. */
import type { Excerpt } from "$/ipc/bindings";
import { visible } from "$/lib/text";

export interface Piece {
  text: string;
  marked: boolean;
}

export function pieces({ text, marks }: Excerpt): Piece[] {
  const cut: Piece[] = [];
  let from = 0;
  const add = (to: number, marked: boolean) => {
    if (to > from) cut.push({ text: visible(text.slice(from, to)), marked });
    from = Math.max(from, to);
  };
  for (const { start, end } of marks) {
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  return cut;
}
