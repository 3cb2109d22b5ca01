/** What the keys of a grid mean, as a table, a tree or cards. */
import type { Modifiers, Step } from "$/lib/selection";

export type GridCommand =
  | { do: "move"; step: Step; how: Modifiers; stride: number; perLine: number }
  | { do: "toggle" | "all" | "away" | "open" | "parent" | "remove" | "menu" }
  | { do: "nothing"; sure: boolean }
  | { do: "turn" | "turnAll"; open: boolean }
  | { do: "sideways"; by: 1 | -1 };

export interface Situation {
  form: "table" | "cards";
  /** Cards beside each other. */
  perLine: number;
  /** Whether the row that has the keyboard is open; none where nothing can be beneath it. */
  open: boolean | null;
  inTree: boolean;
  /** Rows are wider than the grid. */
  sticky: boolean;
}

const STEPS: Record<string, Step> = {
  ArrowUp: "previous",
  ArrowDown: "next",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Home: "first",
  End: "last",
};

export function command(event: KeyboardEvent, now: Situation): GridCommand | null {
  const how = { extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey };
  const { key } = event;
  const cards = now.form === "cards";
  const perLine = cards ? now.perLine : 1;
  const move = (step: Step, stride = 1): GridCommand => ({ do: "move", step, how, stride, perLine });
  const step = STEPS[key];
  if (step) return move(step, key.startsWith("Arrow") ? perLine : 1);
  if (key === "ArrowLeft" || key === "ArrowRight") return across(key === "ArrowRight", now, move);
  if (key === " ") return { do: "toggle" };
  if (key === "a" && how.toggle) return { do: "all" };
  if (key === "*" && now.inTree) return { do: "turnAll", open: true };
  if (key === "/" && how.toggle && now.inTree) return { do: "turnAll", open: false };
  if (key === "Enter" && !how.toggle && how.extend) return { do: "away" };
  if (key === "Enter" && !how.toggle) return now.open === null ? { do: "open" } : { do: "turn", open: !now.open };
  if (key === "Delete") return { do: "remove" };
  if (key === "Escape") return { do: "nothing", sure: false };
  if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) return { do: "menu" };
  return null;
}

/** Sideways: to the next card; into a row and out of it; along rows that are wider than the grid. */
function across(right: boolean, now: Situation, move: (step: Step) => GridCommand): GridCommand | null {
  if (now.form === "cards") return move(right ? "next" : "previous");
  if (now.inTree && right && now.open !== null) return now.open ? move("next") : { do: "turn", open: true };
  if (now.inTree && !right) return now.open ? { do: "turn", open: false } : { do: "parent" };
  return now.sticky ? { do: "sideways", by: right ? 1 : -1 } : null;
}
