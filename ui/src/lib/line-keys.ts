/** What the keys mean while lines have the keyboard: those of a log, or of what was printed. */
import { latinLetter } from "./latin-letter";

export type LineCommand =
  | { do: "go"; to: number; extend: boolean }
  | { do: "end" | "all" | "copy" | "find" | "none" | "menu" | "enter" }
  | { do: "match"; forward: boolean };

export interface LinesNow {
  /** The row that was chosen last. */
  head: number | null;
  total: number;
  page: number;
  sight: RowsInSight;
}

/** As wholes: the first may begin above, and one more may begin beneath the last. */
export interface RowsInSight {
  first: number;
  last: number;
}

/** Where one walks from: from what was chosen, or else into what is in sight by its edge. */
function start({ head, total, sight: { first, last } }: LinesNow, up: boolean): number {
  if (head !== null && head >= first && head <= last + 1) return head;
  // The end is walked to from below.
  if (last >= total - 1) return total;
  return up ? last + 1 : first - 1;
}

export function lineKey(event: KeyboardEvent, now: LinesNow): LineCommand | null {
  const { head, total, page } = now;
  const ctrl = event.ctrlKey || event.metaKey;
  const { key } = event;
  // Of the tabs, not of the lines.
  if (event.altKey || (ctrl && event.shiftKey)) return null;
  if (ctrl) {
    const letter = latinLetter(event);
    if (letter === "a") return total > 0 ? { do: "all" } : null;
    if (letter === "c") return { do: "copy" };
    if (letter === "f") return { do: "find" };
    if (key === "End") return { do: "end" };
    if (key !== "Home") return null;
  }
  if (key === "F3") return { do: "match", forward: !event.shiftKey };
  if (key === "/" && !ctrl) return { do: "find" };
  if (key === "Escape") return { do: "none" };
  if (key === "Enter") return head === null ? null : { do: "enter" };
  if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) return { do: "menu" };
  if (key === "End" && !event.shiftKey) return { do: "end" };
  const last = total - 1;
  const to = {
    ArrowUp: start(now, true) - 1,
    ArrowDown: start(now, false) + 1,
    PageUp: start(now, true) - page,
    PageDown: start(now, false) + page,
    Home: 0,
    End: last,
  }[key];
  if (to === undefined || total === 0) return null;
  return { do: "go", to: Math.max(0, Math.min(last, to)), extend: event.shiftKey };
}
