/** The menu of a terminal: all that can be done in it, each with its keys. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { SessionInfo } from "$/ipc/bindings";
import { keyNames } from "$/lib/key-names";
import { visible } from "$/lib/text";
import type { Direction } from "$/state/dock-layout.svelte";
import { isListening } from "$/state/session-phase";
import type { TerminalActs } from "./acts.svelte";
import type { SessionTerminal } from "./session-terminal";

/** What the dock does itself. */
export interface DockActs {
  find(): void;
  /** In all that was printed. */
  findAll(): void;
  /** None where there is no room, or nothing to open a shell in. */
  split: ((direction: Direction) => void) | null;
  leave(): void;
  /** To what can be reached after the terminal, or before it. */
  goOn(forward: boolean): void;
}

export function terminalMenu(
  info: SessionInfo,
  terminal: SessionTerminal,
  acts: TerminalActs,
  dock: DockActs,
): MenuItem[] {
  const words = t().terminal;
  const { id } = info;
  const { term } = terminal;
  const addresses = terminal.addresses();
  const name = visible(info.containerName ?? info.image);
  const chosen = acts.clipboardChoice(id);
  const isShell = info.kind === "exec";
  return [
    {
      id: "terminal-copy",
      label: words.copy,
      icon: "copy",
      keys: "Ctrl+Shift+C",
      disabled: !term.hasSelection(),
      onselect: () => acts.copy(id),
    },
    {
      id: "terminal-paste",
      label: words.paste,
      keys: "Ctrl+Shift+V",
      disabled: !isListening(info),
      onselect: () => acts.paste(id),
    },
    { id: "terminal-select-all", label: words.selectAll, keys: "Ctrl+Shift+A", onselect: () => acts.selectAll(id) },
    separator,
    { id: "terminal-find", label: words.find.label, icon: "search", keys: "Ctrl+Shift+F", onselect: dock.find },
    { id: "terminal-find-all", label: t().transcript.open, keys: "Ctrl+Shift+S", onselect: dock.findAll },
    {
      id: "terminal-clear",
      label: words.clear,
      keys: "Ctrl+Shift+K",
      // A full-screen program has nothing above its screen, and the screen is its own.
      disabled: term.buffer.active.type === "alternate",
      onselect: () => acts.clear(id),
    },
    {
      id: "terminal-links",
      label: words.link.menu,
      icon: "globe",
      disabled: addresses.length === 0,
      onselect: () => acts.askAboutLinks(id, addresses),
    },
    ...(chosen
      ? [
          {
            id: "terminal-clipboard",
            label: words.clipboard.askAgain,
            title: words.clipboard.chosen[chosen],
            onselect: () => acts.askAboutClipboard(id),
          },
        ]
      : []),
    separator,
    {
      id: "terminal-split-row",
      label: words.panes.splitRow,
      icon: "panelRight",
      keys: "Ctrl+Shift+E",
      disabled: !dock.split,
      onselect: () => dock.split?.("row"),
    },
    {
      id: "terminal-split-column",
      label: words.panes.splitColumn,
      icon: "panelBottom",
      keys: "Ctrl+Shift+O",
      disabled: !dock.split,
      onselect: () => dock.split?.("column"),
    },
    separator,
    { id: "terminal-save-text", label: words.saveText, icon: "disk", onselect: () => acts.save(id, "text") },
    { id: "terminal-save-raw", label: words.saveRaw, onselect: () => acts.save(id, "raw") },
    separator,
    { id: "terminal-next", label: words.nextStop, keys: "Ctrl+Tab", onselect: () => dock.goOn(true) },
    { id: "terminal-previous", label: words.previousStop, keys: "Ctrl+Shift+Tab", onselect: () => dock.goOn(false) },
    { id: "terminal-leave", label: words.leave, keys: "Ctrl+Shift+Esc", onselect: dock.leave },
    // Without a terminal, or without its input, the engine knows no such keys.
    ...(info.tty && info.listens
      ? [
          separator,
          {
            id: "terminal-detach",
            label: isShell ? words.detach : words.leaveRunning,
            icon: "plug" as const,
            keys: keyNames(info.detachKeys),
            title: (isShell ? words.shellGoesOn : words.goesOn)(name),
            disabled: info.phase.at !== "running",
            onselect: () => acts.detach(info),
          },
        ]
      : []),
  ];
}
