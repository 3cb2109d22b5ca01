/** The keys of the tree of differences, by the WAI-ARIA tree pattern, and those that walk from difference to difference. */
import type { CompareRow } from "$/ipc/bindings";

export type CompareAction =
  { do: "select"; row: number } | { do: "toggle" | "expandSiblings" } | { do: "next"; forward: boolean };

/** What the keys have to know of a row. */
export type KeyRow = Pick<CompareRow, "children" | "expanded" | "parentRow">;

/** A row that has to be fetched first: every key may mean something there. */
export const UNKNOWN: KeyRow = { children: 1, expanded: true, parentRow: 0 };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export function compareAction(event: Key, at: number, row: KeyRow, total: number, page: number): CompareAction | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const select = (wanted: number): CompareAction => ({ do: "select", row: Math.max(0, Math.min(total - 1, wanted)) });
  switch (event.key) {
    case "ArrowDown":
      return select(at + 1);
    case "ArrowUp":
      return select(at - 1);
    case "PageDown":
      return select(at + page);
    case "PageUp":
      return select(at - page);
    case "Home":
      return select(0);
    case "End":
      return select(total - 1);
    case "ArrowRight":
      if (row.children === 0) return null;
      return row.expanded ? select(at + 1) : { do: "toggle" };
    case "ArrowLeft":
      if (row.expanded) return { do: "toggle" };
      return row.parentRow === null ? null : select(row.parentRow);
    case "Enter":
    case " ":
      return row.children > 0 ? { do: "toggle" } : null;
    case "*":
      return { do: "expandSiblings" };
    case "n":
      return { do: "next", forward: true };
    case "p":
      return { do: "next", forward: false };
    default:
      return null;
  }
}
