/** Typing a path: where it begins, how it goes on, and what a key asks for. */
import type { Completion, NodePath } from "$/ipc/bindings";
import { isComposing } from "$/lib/composing";

/** The jq path within the object, which is what most people know: `.Config.Env[2]`. */
export function startOf({ jq }: NodePath): string {
  return jq.replace(/^\.\[0\]/, "") || ".";
}

/** What is typed next after a step into something: the mark that a step into it begins with. */
export function goingOn({ path, kind, children }: Completion): string {
  if (children === 0 || path.startsWith("{") || path.includes(" ")) return path;
  if (path.startsWith("/")) return `${path}/`;
  return kind === "array" ? `${path}[` : `${path}.`;
}

/** A path that stops where the next step would begin means what it has. */
export function trimmed(text: string): string {
  const path = text.trim();
  // In a pointer a slash at the end is a step: to a key without a name. Nobody types that one by hand.
  const end = path.startsWith("/") ? /\/$/ : /(?<=.)[.[]$/;
  return path.replace(end, "");
}

export type FieldAction =
  { do: "go" | "leave" | "close" | "open" } | { do: "take"; at: number } | { do: "walk"; at: number };

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing"> & { keyCode?: number };

/** `count` choices are shown; `at` is the one that is marked, or none. */
export function fieldAction(event: Key, count: number, at: number): FieldAction | null {
  if (isComposing(event)) return null;
  const walk = (step: number): FieldAction => ({ do: "walk", at: (at + step + count) % count });
  switch (event.key) {
    case "Enter":
      return at >= 0 && count > 0 ? { do: "take", at } : { do: "go" };
    case "Tab":
      return count > 0 && !event.shiftKey ? { do: "take", at: Math.max(0, at) } : null;
    case "ArrowDown":
      return count > 0 ? walk(1) : { do: "open" };
    case "ArrowUp":
      return count > 0 ? (at < 0 ? { do: "walk", at: count - 1 } : walk(-1)) : null;
    case "Escape":
      return count > 0 ? { do: "close" } : { do: "leave" };
    default:
      return null;
  }
}
