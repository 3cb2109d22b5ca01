/** The menu of a terminal: all that can be done in it, each with its keys. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { SessionInfo, Transcript } from "$/ipc/bindings";
import { isFinal } from "$/state/session-phase";
import type { SessionTerminal } from "./session-terminal";

export interface TerminalActs {
  copy(): void;
  paste(): void;
  find(): void;
  clear(): void;
  save(transcript: Transcript): void;
  leave(): void;
}

export function terminalMenu(info: SessionInfo, { term }: SessionTerminal, acts: TerminalActs): MenuItem[] {
  const words = t().terminal;
  return [
    {
      id: "terminal-copy",
      label: words.copy,
      icon: "copy",
      keys: "Ctrl+Shift+C",
      disabled: !term.hasSelection(),
      onselect: acts.copy,
    },
    {
      id: "terminal-paste",
      label: words.paste,
      keys: "Ctrl+Shift+V",
      disabled: !info.tty || isFinal(info),
      onselect: acts.paste,
    },
    { id: "terminal-select-all", label: words.selectAll, keys: "Ctrl+Shift+A", onselect: () => term.selectAll() },
    separator,
    { id: "terminal-find", label: words.find.label, icon: "search", keys: "Ctrl+Shift+F", onselect: acts.find },
    {
      id: "terminal-clear",
      label: words.clear,
      keys: "Ctrl+Shift+K",
      // A full-screen program has nothing above its screen, and the screen is its own.
      disabled: term.buffer.active.type === "alternate",
      onselect: acts.clear,
    },
    separator,
    { id: "terminal-save-text", label: words.saveText, icon: "disk", onselect: () => acts.save("text") },
    { id: "terminal-save-raw", label: words.saveRaw, onselect: () => acts.save("raw") },
    separator,
    { id: "terminal-leave", label: words.leave, keys: "Ctrl+Shift+Esc", onselect: acts.leave },
  ];
}
