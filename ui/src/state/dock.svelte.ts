/**
 * The dock at the bottom of the window: whether it is open, and how many character cells a terminal has in it. The frame
 * owns its height; what the dock shows is in `sessions.svelte.ts`.
 */
import type { TerminalSize } from "$/ipc/bindings";
import { settings } from "./settings.svelte";

/** What a terminal is when nothing can be measured: the size that programs assume themselves. */
const FALLBACK_SIZE: TerminalSize = { columns: 80, rows: 24 };

let size = $state.raw<TerminalSize | null>(null);
let focusRequests = $state(0);
/** Kept across a reload. */
const FRONT_KEY = "quayside.dockFront";
let front = $state<"session" | "logs">(sessionStorage.getItem(FRONT_KEY) === "logs" ? "logs" : "session");
let measurer: (() => Promise<TerminalSize | undefined>) | undefined;

export const dock = {
  get collapsed(): boolean {
    return settings.current.dockCollapsed;
  },
  set collapsed(value: boolean) {
    if (value !== settings.current.dockCollapsed) settings.change({ dockCollapsed: value });
  },
  /** Of which kind the tab in front is. */
  get front(): "session" | "logs" {
    return front;
  },
  set front(value: "session" | "logs") {
    front = value;
    sessionStorage.setItem(FRONT_KEY, value);
  },
  expand(): void {
    dock.collapsed = false;
  },
  toggle(): void {
    dock.collapsed = !dock.collapsed;
  },
  /** Puts the focus into the terminal in front. */
  focusTerminal(): void {
    focusRequests += 1;
  },
  get focusRequests(): number {
    return focusRequests;
  },
};

/** The size of the terminal in front, for the status bar; none while there is no terminal to see. */
export const terminalSize = {
  get current(): TerminalSize | null {
    return size;
  },
  set current(value: TerminalSize | null) {
    size = value;
  },
};

/** The dock says how it measures itself, once it is open; the function returned takes that back. */
export function provideMeasurer(measure: () => Promise<TerminalSize | undefined>): () => void {
  measurer = measure;
  return () => {
    if (measurer === measure) measurer = undefined;
  };
}

/** Opens the dock and measures the terminal that would stand in it, so that a program starts with its true size. */
export async function measureDock(): Promise<TerminalSize> {
  dock.expand();
  return (await measurer?.()) ?? FALLBACK_SIZE;
}
