/**
 * Where logs are read, over a reload of the page: the shell keeps the views, and forgets nothing of what is read away from the
 * end. A line has a number that it keeps.
 */
import type { LineNumber, LogsId } from "$/ipc/bindings";

const KEY = "quayside.logsPlaces";

/** The first line in sight, of views that were not at their end. */
export type Places = Map<LogsId, LineNumber>;

export function storePlaces(places: Places): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...places]));
  } catch {
    // Without it one begins at the end again.
  }
}

/** What the page before has stored. */
export function storedPlaces(): Places {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    const isPlace = (one: unknown): one is [LogsId, LineNumber] =>
      Array.isArray(one) && one.length === 2 && one.every(Number.isSafeInteger);
    return new Map(Array.isArray(stored) ? stored.filter(isPlace) : []);
  } catch {
    return new Map();
  }
}
