/** The shape of a grid: its columns, its order, and rows that stand beneath others. */

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

/** What a person does to columns. */
export interface ColumnActs<Id extends string = string> {
  /** CSS pixels; the width that it has by itself where there are none. */
  resize: (id: Id, width: number | null) => void;
  /** Before another one; to the end where there is none. */
  move: (id: Id, before: Id | null) => void;
  step: (id: Id, by: 1 | -1) => void;
  hide: (id: Id) => void;
  words: { resize: (label: string) => string };
}

/** Rows beneath rows. Without it a grid is a plain list. */
export interface Tree<T> {
  /** From 1. */
  level: (row: T) => number;
  /** None where nothing can be beneath. */
  open: (row: T) => boolean | null;
  toggle: (row: T, open: boolean) => void;
  toggleAll: (open: boolean) => void;
  /** The key of the row above it; none for the outermost. */
  parent: (row: T) => string | null;
  /** Keys of the rows that it stands for; none where it stands for itself. */
  standsFor: (row: T) => readonly string[] | null;
  words: { open: string; close: string };
}

/** Width of the check box's column and of the menu's, in CSS pixels. */
export const EDGE = 34;

/** All tracks of a row. Where no column takes what is left, the last track does. */
export function tracksOf(columns: readonly Column[]): string {
  const last = columns.some(({ track }) => track.includes("fr")) ? `${EDGE}px` : `minmax(${EDGE}px, 1fr)`;
  return `${EDGE}px ${columns.map(({ track }) => track).join(" ")} ${last}`;
}

/** CSS pixels that a row needs at least: a narrower grid scrolls sideways. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { track }) => sum + Number(/\d+/.exec(track)?.[0] ?? 0), 2 * EDGE);
}
