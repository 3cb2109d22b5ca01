/** The columns of a grid as a person has arranged them: which are shown, in which order, how wide. Pure. */
import type { ColumnChoice } from "$/ipc/bindings";

/** CSS pixels between which a column can be. */
export const NARROWEST = 48;
export const WIDEST = 1200;
/** CSS pixels that a key press makes a column wider or narrower. */
export const WIDTH_STEP = 16;

/** A column that a grid has. */
export interface Known {
  id: string;
  /** Shown until somebody chose. */
  shown: boolean;
}

export interface Arranged {
  id: string;
  shown: boolean;
  /** Somebody chose that it is shown, or not. */
  chosen: boolean;
  width: number | null;
}

export const widthOf = (wanted: number) => Math.round(Math.max(NARROWEST, Math.min(WIDEST, wanted)));

/**
 * All that is known, in the order that was chosen; what the choices do not name stands behind what it follows by itself.
 * Choices come from a file that may hold anything.
 */
export function arrange(known: readonly Known[], choices: readonly ColumnChoice[]): Arranged[] {
  const choiceOf = new Map(choices.map((choice) => [choice.id, choice]));
  const of = ({ id, shown }: Known): Arranged => {
    const choice = choiceOf.get(id);
    const chosen = choice?.shown ?? null;
    return {
      id,
      shown: chosen ?? shown,
      chosen: chosen !== null,
      width: typeof choice?.width === "number" ? widthOf(choice.width) : null,
    };
  };
  const byId = new Map(known.map((column) => [column.id, column]));
  const named = [...choiceOf.keys()].flatMap((id) => byId.get(id) ?? []);
  const result = named.map(of);
  known.forEach((column, at) => {
    if (choiceOf.has(column.id)) return;
    const before = known[at - 1]?.id;
    const place = before === undefined ? 0 : result.findIndex(({ id }) => id === before) + 1;
    result.splice(place, 0, of(column));
  });
  return result;
}

/** What is remembered of an arrangement. */
function remembered(columns: readonly Arranged[]): ColumnChoice[] {
  return columns.map(({ id, shown, chosen, width }) => ({ id, shown: chosen ? shown : null, width }));
}

/** A column shown, or not. */
export function withShown(columns: readonly Arranged[], id: string, shown: boolean): ColumnChoice[] {
  return remembered(columns.map((column) => (column.id === id ? { ...column, shown, chosen: true } : column)));
}

/** A column of another width; of the width that it has by itself where there is none. */
export function withWidth(columns: readonly Arranged[], id: string, width: number | null): ColumnChoice[] {
  const next = width === null ? null : widthOf(width);
  return remembered(columns.map((column) => (column.id === id ? { ...column, width: next } : column)));
}

/** A column before another one; at the end where there is none. */
export function withMoved(columns: readonly Arranged[], id: string, before: string | null): ColumnChoice[] {
  const moving = columns.find((column) => column.id === id);
  if (!moving || id === before) return remembered(columns);
  const others = columns.filter((column) => column !== moving);
  const at = before === null ? -1 : others.findIndex((column) => column.id === before);
  others.splice(at < 0 ? others.length : at, 0, moving);
  return remembered(others);
}

/** A column one place further among those that are shown. */
export function withStepped(columns: readonly Arranged[], id: string, by: 1 | -1): ColumnChoice[] {
  const shown = columns.filter((column) => column.shown || column.id === id);
  const at = shown.findIndex((column) => column.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= shown.length) return remembered(columns);
  return withMoved(columns, id, (by < 0 ? shown[to] : shown[to + 1])?.id ?? null);
}
