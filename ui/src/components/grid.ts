/** The shape of a grid's columns and of its order. */

export interface Column<Id extends string = string> {
  id: Id;
  label: string;
  /** A track of `grid-template-columns`. */
  track: string;
  align?: "end";
  sortable?: boolean;
  /** Not shown where the grid is narrower than this, in CSS pixels. */
  yields?: number;
}

export interface Order<Id extends string = string> {
  column: Id;
  descending: boolean;
}
