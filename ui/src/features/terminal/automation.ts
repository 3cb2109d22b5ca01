/** What the end-to-end tests may ask of the terminals: their text, for a screen can't be read back from pixels. */
import type { SessionId, TerminalSize } from "$/ipc/bindings";
import type { TerminalRegistry } from "./registry";
import { screenOf, type TerminalScreen } from "./screen";

export interface TerminalProbe {
  /** The whole buffer, scrollback included. */
  text(id: SessionId): string | null;
  size(id: SessionId): TerminalSize | null;
  /** What is on the screen, cell by cell. */
  screen(id: SessionId): TerminalScreen | null;
  focus(id: SessionId): void;
  /** What is selected in the terminal in front. */
  selection(): string;
  /** How the terminal in front looks. */
  options(): Record<string, unknown>;
}

declare global {
  interface Window {
    __quaysideTerminals?: TerminalProbe;
  }
}

/** Only where a WebDriver drives the window; returns how to take it back. */
export function exposeForAutomation(
  registry: TerminalRegistry,
  frontId: () => SessionId | null,
): (() => void) | undefined {
  if (!navigator.webdriver) return undefined;
  const front = () => registry.get(frontId() ?? NaN)?.term;
  window.__quaysideTerminals = {
    text: (id) => registry.get(id)?.text() ?? null,
    size: (id) => {
      const term = registry.get(id)?.term;
      return term ? { columns: term.cols, rows: term.rows } : null;
    },
    screen: (id) => {
      const term = registry.get(id)?.term;
      return term ? screenOf(term) : null;
    },
    focus: (id) => registry.get(id)?.term.focus(),
    selection: () => front()?.getSelection() ?? "",
    options: () => ({ ...front()?.options }),
  };
  return () => delete window.__quaysideTerminals;
}
