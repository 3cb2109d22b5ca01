/** What the page may do with what the shell holds of a view. */
import type { LogsInfo, LogsRange } from "$/ipc/bindings";

/** Earlier lines may come by themselves: not where only matches are shown, for all of a log may have none. */
export function fetches({ earlier, filter }: LogsInfo): boolean {
  return earlier === "more" && !(filter.matchesOnly && !filter.exclude && filter.query.text !== "");
}

/** Lines are left out for what is looked for. */
export function isSifted({ filter }: LogsInfo): boolean {
  return (filter.matchesOnly || filter.exclude) && filter.query.text !== "";
}

/** There are lines that are not held: what is found or saved is of a part. */
export function isPart({ earlier, detached }: LogsInfo): boolean {
  return earlier !== "nothing" || detached;
}

/** More lines than were asked for can be read at once: so many of each container, or as many as are held; null where none. */
export function moreAtOnce({ range, tailMax }: LogsInfo): LogsRange | null {
  const isLess = range.tail !== null && (tailMax === null || range.tail < tailMax);
  return isLess ? { ...range, tail: null } : null;
}

/** It can't begin anew: all are removed, and what is held of them is nowhere else. */
export function isOnlyHere({ containers, lines }: Pick<LogsInfo, "containers" | "lines">): boolean {
  return lines > 0 && containers.every(({ phase }) => phase.at === "removed");
}

/**
 * Of a container that was removed, what is held is all that there is: the shell does not begin anew, unless newer lines of
 * another had to go.
 */
export function isKept({ containers, detached }: LogsInfo): boolean {
  const removed = containers.filter(({ phase }) => phase.at === "removed").length;
  return removed > 0 && !(detached && removed < containers.length);
}
