/** The size of the terminals' font, remembered in the settings. */
import { settings } from "./settings.svelte";

/** CSS pixels. Smaller is not readable, larger leaves no terminal; the settings say the same two numbers. */
const SMALLEST = 9;
const LARGEST = 24;
const NORMAL = 13;

export const terminalFont = {
  get size(): number {
    return clamp(settings.current.terminalFontSize);
  },
  larger: () => set(terminalFont.size + 1),
  smaller: () => set(terminalFont.size - 1),
  reset: () => set(NORMAL),
};

function clamp(wanted: number): number {
  return Math.max(SMALLEST, Math.min(LARGEST, Math.round(wanted)));
}

function set(wanted: number): void {
  const next = clamp(wanted);
  if (next !== terminalFont.size) settings.change({ terminalFontSize: next });
}
