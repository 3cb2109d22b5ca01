/**
 * Lines of a grid that stand for several rows, or for one that has a line already: a group selected is all of its rows
 * selected, a part selected is the whole. A selection names rows only; the focus may be on any line.
 */
import { toggled, type Selection } from "./selection";

/** The rows that a line stands for; none where it stands for itself. */
export type StandsFor = ReadonlyMap<string, readonly string[]>;

/** Lines by their keys that stand for rows; `of` has none for a line that stands for itself. */
export function linesOf<T>(
  lines: readonly T[],
  key: (line: T) => string,
  of: (line: T) => readonly string[] | null,
): StandsFor {
  const result = new Map<string, readonly string[]>();
  for (const line of lines) {
    const rows = of(line);
    if (rows) result.set(key(line), rows);
  }
  return result;
}

/** Every row that can be selected, whether it has a line or only a group has. */
export function selectableOf(lines: readonly string[], standsFor: StandsFor): readonly string[] {
  if (standsFor.size === 0) return lines;
  const rows = new Set(lines.filter((line) => !standsFor.has(line)));
  for (const members of standsFor.values()) for (const row of members) rows.add(row);
  return [...rows];
}

/** A selection of lines as one of rows. */
export function spread(selection: Selection, standsFor: StandsFor): Selection {
  if (standsFor.size === 0) return selection;
  let changed = false;
  const keys = new Set<string>();
  for (const key of selection.keys) {
    const rows = standsFor.get(key);
    if (!rows) keys.add(key);
    else {
      changed = true;
      for (const row of rows) keys.add(row);
    }
  }
  return changed ? { ...selection, keys } : selection;
}

/** All of what a line stands for, some of it, or nothing. */
export function isSelected(keys: ReadonlySet<string>, line: string, standsFor: StandsFor): boolean | "mixed" {
  const rows = standsFor.get(line);
  if (!rows) return keys.has(line);
  if (keys.size === 0) return false;
  const some = rows.some((row) => keys.has(row));
  return some && (rows.every((row) => keys.has(row)) || "mixed");
}

/** Space, or the line's check box. */
export function toggledLine(selection: Selection, line: string, standsFor: StandsFor): Selection {
  const rows = standsFor.get(line);
  if (!rows) return toggled(selection, line);
  const all = isSelected(selection.keys, line, standsFor) === true;
  const keys = new Set(selection.keys);
  for (const row of rows)
    if (all) keys.delete(row);
    else keys.add(row);
  return { keys, focus: line, anchor: line };
}

/**
 * The selection after the rows have changed; `before` and `after` are lines. A row that is gone gives its place to the one
 * that has its name now (`nameOf`; none for what has no name): an image that was pulled anew is the one that was selected.
 */
export function keptLines(
  chosen: Selection,
  before: readonly string[],
  after: readonly string[],
  standsFor: StandsFor,
  nameOf: (key: string) => string | null = () => null,
): Selection {
  if (chosen.keys.size === 0 && chosen.focus === null) return chosen;
  const there = new Set(after);
  const rows = new Set(after);
  for (const members of standsFor.values()) for (const row of members) rows.add(row);
  const selection = followed(chosen, rows, nameOf);
  const lost = [...selection.keys].some((key) => !rows.has(key));
  const focusLost = selection.focus !== null && !there.has(selection.focus);
  if (!lost && !focusLost) return selection;
  const keys = lost ? new Set([...selection.keys].filter((key) => rows.has(key))) : selection.keys;
  let { focus } = selection;
  if (focusLost && focus !== null) {
    // A row that went into its group leaves the focus to that.
    const gone = focus;
    const group = [...standsFor].find(([line, members]) => there.has(line) && members.includes(gone))?.[0];
    focus = group ?? after[Math.max(0, Math.min(before.indexOf(gone), after.length - 1))] ?? null;
  }
  const anchor = selection.anchor !== null && there.has(selection.anchor) ? selection.anchor : focus;
  return { keys, focus, anchor };
}

function followed(selection: Selection, rows: ReadonlySet<string>, nameOf: (key: string) => string | null): Selection {
  const chosen = [...selection.keys, selection.focus, selection.anchor].filter((key) => key !== null);
  const gone = new Set(chosen.filter((key) => !rows.has(key) && nameOf(key) !== null));
  if (gone.size === 0) return selection;
  const namesakes = new Map([...rows].map((key) => [nameOf(key), key]));
  const now = <Key extends string | null>(key: Key) =>
    key !== null && gone.has(key) ? (namesakes.get(nameOf(key)) ?? key) : key;
  return {
    keys: new Set([...selection.keys].map(now)),
    focus: now(selection.focus),
    anchor: now(selection.anchor),
  };
}
