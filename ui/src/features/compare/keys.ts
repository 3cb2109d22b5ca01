/** The keys of the tree of differences, by the WAI-ARIA tree pattern, and those that walk from difference to difference. */
import type { CompareRow } from "$/ipc/bindings";
import { walk, type Step } from "$/lib/tree-walk";

export type CompareAction = Step | { do: "next"; forward: boolean };

/** What the keys have to know of a row. */
export type KeyRow = Pick<CompareRow, "children" | "expanded" | "parentRow">;

/** A row that has to be fetched first: every key may mean something there. */
export const UNKNOWN: KeyRow = { children: 1, expanded: true, parentRow: 0 };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export function compareAction(event: Key, at: number, row: KeyRow, total: number, page: number): CompareAction | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const step = walk(event.key, at, row, total, page);
  if (step) return step;
  switch (event.key) {
    case "Enter":
    case " ":
      return row.children > 0 ? { do: "toggle" } : null;
    case "n":
      return { do: "next", forward: true };
    case "p":
      return { do: "next", forward: false };
    default:
      return null;
  }
}
