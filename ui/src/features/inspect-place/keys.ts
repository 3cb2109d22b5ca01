/** The keys of the tabs in the Inspect place, wherever in it the focus is. */

export type TabAction = { do: "close" } | { do: "reopen" } | { do: "step"; by: 1 | -1 } | { do: "move"; by: 1 | -1 };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "shiftKey" | "altKey" | "metaKey">;

export function tabAction({ key, ctrlKey, shiftKey, altKey, metaKey }: Key): TabAction | null {
  if (altKey || !(ctrlKey || metaKey)) return null;
  switch (key) {
    case "Tab":
      return { do: "step", by: shiftKey ? -1 : 1 };
    case "PageDown":
      return { do: shiftKey ? "move" : "step", by: 1 };
    case "PageUp":
      return { do: shiftKey ? "move" : "step", by: -1 };
    case "w":
      return shiftKey ? null : { do: "close" };
    case "t":
    case "T":
      return shiftKey ? { do: "reopen" } : null;
    default:
      return null;
  }
}
