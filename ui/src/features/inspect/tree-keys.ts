/** The keys of a tree, by the WAI-ARIA tree pattern: what a key asks for, given the row it is pressed on. */
import type { TreeRow } from "$/ipc/bindings";
import { walk, type Step } from "$/lib/tree-walk";

export type TreeAction =
  | Step
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
  const step = walk(event.key, at, row, total, page);
  if (step) return step;
  switch (event.key) {
    case "Enter":
    case " ":
      return row.children > 0 && !(event.shiftKey && event.key === "Enter") ? { do: "toggle" } : { do: "open" };
    case "ContextMenu":
      return { do: "menu" };
    case "F10":
      return event.shiftKey ? { do: "menu" } : null;
    default:
      return event.key.length === 1 ? { do: "type", text: event.key } : null;
  }
}
