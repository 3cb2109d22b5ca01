/** How keys walk through any tree of rows, by the WAI-ARIA tree pattern; what else a key means is the tree's own. */

/** What walking has to know of a row. */
export interface WalkRow {
  children: number;
  expanded: boolean;
  parentRow: number | null;
}

export type Step = { do: "select"; row: number } | { do: "toggle" } | { do: "expandSiblings" };

/** None for keys that do not walk, and where there is nowhere to go. */
export function walk(key: string, at: number, row: WalkRow, total: number, page: number): Step | null {
  const select = (wanted: number): Step => ({ do: "select", row: Math.max(0, Math.min(total - 1, wanted)) });
  switch (key) {
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
    case "*":
      return { do: "expandSiblings" };
    default:
      return null;
  }
}
