/** The keys of a tree, by the WAI-ARIA tree pattern: what a key asks for, given the row it is pressed on. */
import type { TreeRow } from "$/ipc/bindings";

export type TreeAction =
  | { do: "select"; row: number }
  | { do: "toggle" }
  | { do: "expandSiblings" }
  | { do: "open" }
  | { do: "follow"; background: boolean }
  | { do: "copy"; what: "value" | "template" }
  | { do: "menu" }
  | { do: "type"; text: string };

/** What the keys have to know of a row. */
export type KeyRow = Pick<TreeRow, "children" | "expanded" | "parentRow" | "link">;

/** A row that has to be fetched first: every key may mean something there. */
export const UNKNOWN: KeyRow = {
  children: 1,
  expanded: true,
  parentRow: 0,
  link: { to: "layer", index: 0 },
};

export interface TreeKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export function treeAction(event: TreeKey, at: number, row: KeyRow, total: number, page: number): TreeAction | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "Enter") return row.link ? { do: "follow", background: event.shiftKey } : null;
    if (event.key.toLowerCase() !== "c") return null;
    return { do: "copy", what: event.shiftKey ? "template" : "value" };
  }
  const select = (wanted: number): TreeAction => ({ do: "select", row: Math.max(0, Math.min(total - 1, wanted)) });
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
      return row.children > 0 && !(event.shiftKey && event.key === "Enter") ? { do: "toggle" } : { do: "open" };
    case "*":
      return { do: "expandSiblings" };
    case "ContextMenu":
      return { do: "menu" };
    case "F10":
      return event.shiftKey ? { do: "menu" } : null;
    default:
      return event.key.length === 1 ? { do: "type", text: event.key } : null;
  }
}
