/** Fields of inspect documents as columns of a grid: their paths, their names, their order. */
import type { FieldValue } from "$/ipc/bindings";

/** Columns of this kind in one grid: more than fit beside the names, and a bound on what is asked of the engine. */
export const MAX_PINNED = 6;

/** A JSON Pointer that is a column; the columns that a grid has by itself have other names. */
export type Pinned = `/${string}`;

export const isPinned = (column: string): column is Pinned => column.startsWith("/");

const unescaped = (step: string) => step.replace(/~1/g, "/").replace(/~0/g, "~");
const escaped = (step: string) => step.replace(/~/g, "~0").replace(/\//g, "~1");

/** The last key of the path, and before it the one that an index belongs to: `User`, `Env[2]`. */
export function fieldName(pointer: string): string {
  const steps = pointer.split("/").slice(1).map(unescaped);
  const last = steps.at(-1) ?? "";
  const before = steps.at(-2);
  return /^\d+$/.test(last) && before !== undefined ? `${before}[${last}]` : last || '""';
}

/** One step of a jq path: a name, a name in quotes, an index. */
const STEP = /\.?(?:([A-Za-z_]\w*)|\[(\d+)\]|\[?("(?:[^"\\]|\\.)*")\]?)/y;

const INDEX = /\(?\bindex\s+(\S+)((?:\s+(?:\d+|"(?:[^"\\]|\\.)*"))+)\)?/;

/** A Go template's fields as a jq path: `(index .Mounts 0).Source` is `.Mounts[0].Source`. */
function indexed(template: string): string {
  let path = template;
  for (let call = INDEX.exec(path); call; call = INDEX.exec(path))
    path = path.replace(call[0], (call[1] ?? "") + (call[2] ?? "").replace(/\s+(\d+|"(?:[^"\\]|\\.)*")/g, "[$1]"));
  return path;
}

/**
 * What is typed as a JSON Pointer: it is one already, a jq path (`.Config.Labels["a.b"]`, with or without the `.[0]` of
 * the output of `docker inspect`), or the fields of a Go template (`{{.Config.User}}`). None where it is nothing of all
 * this, and for the whole object.
 */
export function pointerOf(typed: string): Pinned | null {
  const text = typed.trim();
  // Who has typed a slash is on the way to a key; a key that is empty can't be asked for so.
  if (text.startsWith("/")) return !text.endsWith("/") && !/~(?![01])/.test(text) ? (text as Pinned) : null;
  const template = /^\{\{\s*(.*?)\s*\}\}$/s.exec(text)?.[1];
  const path = template === undefined ? text.replace(/^\.?\[0\]/, "") : indexed(template);
  let pointer = "";
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    if (!step) return null;
    const [, name, place, quoted] = step;
    try {
      pointer += `/${escaped(quoted === undefined ? (name ?? place ?? "") : (JSON.parse(quoted) as string))}`;
    } catch {
      return null;
    }
  }
  return pointer ? (pointer as Pinned) : null;
}

const compareText = new Intl.Collator("en", { numeric: true }).compare;

/** Values of different kinds stand apart: numbers, then times, then texts, then objects and arrays by their length. */
function rank({ hint, number, value }: FieldValue): number {
  if (hint?.is === "instant" || hint?.is === "never") return 1;
  if (number !== null) return 0;
  return value ? 2 : 3;
}

function time({ hint }: FieldValue): number {
  return hint?.is === "instant" ? hint.at : -Infinity;
}

function compare(a: FieldValue, b: FieldValue): number {
  const kind = rank(a);
  if (kind !== rank(b)) return kind - rank(b);
  if (kind === 0) return (a.number ?? 0) - (b.number ?? 0);
  if (kind === 1) return time(a) === time(b) ? 0 : time(a) - time(b);
  if (kind === 2) return compareText(a.value?.text ?? "", b.value?.text ?? "");
  return a.children - b.children;
}

/** Sorted by a field. Whatever the direction, rows without a value come last; equals keep the order that they have. */
export function sortByField<T>(
  rows: readonly T[],
  value: (row: T) => FieldValue | null | undefined,
  descending: boolean,
): T[] {
  const sign = descending ? -1 : 1;
  const known = rows.map((row) => ({ row, value: value(row) ?? null }));
  known.sort((a, b) => {
    if (!a.value || !b.value) return Number(!a.value) - Number(!b.value);
    return sign * compare(a.value, b.value);
  });
  return known.map(({ row }) => row);
}

/** With one more, at the end; none where it is there already or there are enough. */
export function pinned(pointers: readonly string[], pointer: string): string[] | null {
  if (pointers.includes(pointer) || pointers.length >= MAX_PINNED) return null;
  return [...pointers, pointer];
}
