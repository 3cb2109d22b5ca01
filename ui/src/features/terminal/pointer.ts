/**
 * What the pointer does in a terminal besides selecting: the middle button pastes, a selection that was drawn is told of,
 * and what the web view itself would paste goes the way of everything that is pasted.
 */
import type { SessionTerminal } from "./session-terminal";

export interface PointerHooks {
  /** The web view or an input method brings a text. */
  pasted(text: string): void;
  /** The middle button, where it is not the program's. */
  middle(): void;
  /** The pointer has selected something. */
  selected(): void;
}

const MIDDLE = 1;

/** Listens for as long as the terminal's element lives. */
export function listenToPointer(terminal: SessionTerminal, hooks: PointerHooks): void {
  const { host, term } = terminal;
  /** The middle button makes WebKitGTK paste of its own accord, and what it brings is not what was selected. */
  let middle = false;
  let pressed = false;
  host.addEventListener("keydown", () => (middle = false), true);
  host.addEventListener(
    "mousedown",
    ({ button, shiftKey }) => {
      middle = pressed = button === MIDDLE;
      if (pressed) addEventListener("mouseup", () => setTimeout(() => (pressed = false), 0), { once: true });
      if (button !== 0) return;
      // A press ends what is selected; with Shift it extends that, and a program that listens to the pointer has the press
      // without Shift.
      const staysAtFirst = shiftKey !== terminal.listensToPointer;
      const before = staysAtFirst ? term.getSelection() : "";
      const drawn = () => term.hasSelection() && term.getSelection() !== before && hooks.selected();
      // Wherever it is let go of. xterm.js ends the selection in a listener of its own, which may come after this one.
      addEventListener("mouseup", () => setTimeout(drawn, 0), { once: true });
    },
    true,
  );
  // Not every web view knows `auxclick`, and some name another button when it is let go of.
  host.addEventListener(
    "mouseup",
    (event) => {
      if (pressed && (event.shiftKey || !terminal.listensToPointer)) hooks.middle();
      pressed = false;
    },
    true,
  );
  // xterm.js would put its text area beneath the pointer, for a paste that takes another way here.
  host.addEventListener("auxclick", (event) => event.button === MIDDLE && event.stopPropagation(), true);
  host.addEventListener(
    "paste",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!middle) hooks.pasted(event.clipboardData?.getData("text/plain") ?? "");
    },
    true,
  );
}
