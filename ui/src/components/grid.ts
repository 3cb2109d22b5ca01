/** The shape of a grid's columns and of its order. */

export interface Column<Id extends string = string> {
  id: Id;
  label: string;
  /** A track of `grid-template-columns`, which begins with its least width in CSS pixels. */
  track: string;
  align?: "end";
  sortable?: boolean;
  /** Not shown where the grid is narrower than this, in CSS pixels. */
  yields?: number;
  /** What the head says of it in full, for the pointer resting on it. */
  title?: string;
  /** How a person takes it away again; columns without it are the grid's own. */
  remove?: { label: string; act: () => void };
}

export interface Order<Id extends string = string> {
  column: Id;
  descending: boolean;
  /** Why the rows are not in this order yet. */
  pending?: string | undefined;
}

/** Width of the check box's column and of the menu's, in CSS pixels. */
export const EDGE = 34;

/** All tracks of a row. */
export function tracksOf(columns: readonly Column[]): string {
  return `${EDGE}px ${columns.map(({ track }) => track).join(" ")} ${EDGE}px`;
}

/** CSS pixels that a row needs at least: a narrower grid scrolls sideways. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { track }) => sum + Number(/\d+/.exec(track)?.[0] ?? 0), 2 * EDGE);
}
