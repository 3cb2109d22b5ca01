/** Which key of the whole window means what, and where keys belong to somebody else. */
import { latinLetter } from "$/lib/latin-letter";

export type Shortcut =
  | { act: "hello" | "pull" | "load" | "filter" | "details" | "dock" | "sheet" | "command" | "undo" }
  | { act: "place"; place: (typeof places)[number] };

const places = ["images", "containers", "inspect", "activity", "settings"] as const;

/** The digit of a key, also where a layout has it with Shift only. */
function digit({ key, code }: KeyboardEvent): number {
  return Number(/^\d$/.test(key) ? key : /^Digit(\d)$/.exec(code)?.[1]);
}

/** A terminal has every key; a field of text has those that write. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || event.altKey || target?.closest(".xterm, [role=dialog], [role=menu]")) return null;
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.key === "F1") return { act: "sheet" };
  const writes = target?.closest("input, textarea, select, [contenteditable]");
  if (ctrl && !event.shiftKey) {
    const place = places[digit(event) - 1];
    if (place) return { act: "place", place };
    switch (latinLetter(event)) {
      case "enter":
        return { act: "hello" };
      case "p":
        return { act: "pull" };
      case "o":
        return { act: "load" };
      case "f":
        return { act: "filter" };
      case "k":
        return { act: "command" };
      case "i":
        return { act: "details" };
      case "j":
        return { act: "dock" };
      case "z":
        // In a field it undoes what was typed there.
        return writes ? null : { act: "undo" };
    }
    return null;
  }
  if (ctrl || writes) return null;
  if (event.key === "/") return { act: "filter" };
  if (event.key === "?") return { act: "sheet" };
  return null;
}
