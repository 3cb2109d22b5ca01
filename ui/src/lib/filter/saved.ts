/** Filters under names of the person's: no two have the same one. */
import type { SavedFilter } from "$/ipc/bindings";

/** Characters: more are not read in a menu. */
const LONGEST_NAME = 60;

const plain = (name: string) => name.trim().replace(/\s+/g, " ");
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Why this can't be a name; `of` is the filter that has it until now, none for a new one. */
export function namedFault(
  saved: readonly SavedFilter[],
  name: string,
  of: string | null,
): "nameEmpty" | "nameLong" | "nameTaken" | null {
  const wanted = plain(name);
  if (wanted === "") return "nameEmpty";
  if (wanted.length > LONGEST_NAME) return "nameLong";
  return saved.some((one) => same(one.name, wanted) && one.name !== of) ? "nameTaken" : null;
}

export function savedFilter(saved: readonly SavedFilter[], name: string, filter: string): SavedFilter[] {
  return [...saved, { name: plain(name), filter }];
}

export function renamedFilter(saved: readonly SavedFilter[], old: string, name: string): SavedFilter[] {
  return saved.map((one) => (one.name === old ? { ...one, name: plain(name) } : one));
}

export function withoutFilter(saved: readonly SavedFilter[], name: string): SavedFilter[] {
  return saved.filter((one) => one.name !== name);
}
