/** The shape of a grid's columns and of its order. */

export interface Column<Id extends string = string> {
  id: Id;
  label: string;
  /** A track of `grid-template-columns`. */
  track: string;
  align?: "end";
  sortable?: boolean;
  /** Goes first (1) or second (2) when there is little room. */
  yields?: 1 | 2;
}

export interface Order<Id extends string = string> {
  column: Id;
  descending: boolean;
}
