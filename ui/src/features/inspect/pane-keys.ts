/** The keys of the pane as a whole, wherever in it the focus is. */
export type PaneAction = "find" | "path" | "next" | "previous" | "back" | "forward" | "close";

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export function paneAction(event: Key): PaneAction | null {
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey || event.shiftKey) return null;
    return ({ f: "find", l: "path" } as const)[event.key.toLowerCase()] ?? null;
  }
  if (event.altKey) return ({ ArrowLeft: "back", ArrowRight: "forward" } as const)[event.key] ?? null;
  if (event.key === "F3") return event.shiftKey ? "previous" : "next";
  return ({ F6: "path", Escape: "close" } as const)[event.key] ?? null;
}

/** The mouse's own buttons for back and forward. */
export function buttonAction(button: number): "back" | "forward" | null {
  return button === 3 ? "back" : button === 4 ? "forward" : null;
}
