/**
 * Who gets a key that is pressed in a terminal: the dock, the window's own shortcuts, or the program in the container.
 * Everything that a program could want goes to the program; ours are combinations that a terminal can't send.
 */

import { latinLetter } from "$/lib/latin-letter";
import type { Direction } from "$/state/dock-layout.svelte";

export type KeyDecision =
  | "copy"
  | "paste"
  | "larger"
  | "smaller"
  | "resetSize"
  | "leave"
  | "nextTab"
  | "previousTab"
  | "closeTab"
  | "selectAll"
  | "find"
  | "findAll"
  | "clear"
  | "menu"
  | "splitRow"
  | "splitColumn"
  | "moveTabLeft"
  | "moveTabRight"
  | "listTabs"
  | "nextPane"
  | "previousPane"
  | "nextStop"
  | "previousStop"
  /** A shortcut of the window's. */
  | "window"
  /** The program's. */
  | "program";

/** The part of a keyboard event that decides. */
export type Key = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "shiftKey" | "altKey" | "metaKey">;

/** What a person chose, and where this runs. */
export interface KeyChoices {
  mac: boolean;
  /** Ctrl+V pastes instead of being the program's. */
  ctrlV: boolean;
  /** How the terminals that are shown together stand; none where there is one. */
  panes: Direction | null;
}

/** Arrows that lead to another pane. */
const WAYS: Record<Direction, Record<string, "nextPane" | "previousPane">> = {
  row: { ArrowRight: "nextPane", ArrowLeft: "previousPane" },
  column: { ArrowDown: "nextPane", ArrowUp: "previousPane" },
};

/** Also with Shift, for which WebKitGTK has no name. */
export const isTab = ({ key, code }: Pick<Key, "key" | "code">) => key === "Tab" || code === "Tab";

export function decideKey(event: Key, { mac, ctrlV, panes }: KeyChoices): KeyDecision {
  const { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: meta } = event;
  const letter = latinLetter(event);
  if (mac && meta && !ctrl && !alt) {
    if (letter === "c" && !shift) return "copy";
    if (letter === "v" && !shift) return "paste";
    if (letter === "a" && !shift) return "selectAll";
    if (letter === "f") return shift ? "findAll" : "find";
    if (letter === "k" && !shift) return "clear";
    return sizeKey(event) ?? "window";
  }
  // No terminal has something to send for it.
  if (key === "ContextMenu") return "menu";
  if (alt || meta) return "program";
  if (key === "Insert" && ctrl !== shift) return ctrl ? "copy" : "paste";
  if (!ctrl) return "program";
  if (isTab(event)) return shift ? "previousStop" : "nextStop";
  if (key === "PageDown" && !shift) return "nextTab";
  if (key === "PageUp" && !shift) return "previousTab";
  if (key === "PageDown" || key === "PageUp") return key === "PageDown" ? "moveTabRight" : "moveTabLeft";
  if (!shift && ctrlV && letter === "v") return "paste";
  if (!shift) return sizeKey(event) ?? "program";
  const way = panes && WAYS[panes][key];
  if (way) return way;
  switch (letter) {
    case "c":
      return "copy";
    case "v":
      return "paste";
    case "a":
      return "selectAll";
    case "f":
      return "find";
    case "s":
      return "findAll";
    case "k":
      return "clear";
    case "m":
      return "menu";
    case "e":
      return "splitRow";
    case "o":
      return "splitColumn";
    case "l":
      return "listTabs";
    case "w":
      return "closeTab";
    case "escape":
      return "leave";
    case "+":
      return "larger";
  }
  // A terminal can't tell Ctrl+Shift+letter from Ctrl+letter, so no program waits for one.
  return /^[a-z]$/.test(letter) ? "window" : "program";
}

/** Ctrl+Shift+minus is not among them: readline's undo is typed that way. */
function sizeKey(event: Key): KeyDecision | undefined {
  switch (event.key) {
    case "+":
    case "=":
      return "larger";
    case "-":
      return "smaller";
    default:
      // Some layouts have digits with Shift only.
      return event.key === "0" || event.code === "Digit0" ? "resetSize" : undefined;
  }
}
