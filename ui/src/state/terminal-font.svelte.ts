/** The size of the terminals' font, which is a setting. */
import { settings } from "./settings.svelte";

/** CSS pixels. Smaller is not readable, larger leaves no terminal. */
const SMALLEST = 9;
const LARGEST = 24;
export const DEFAULT_FONT_SIZE = 13;

const clamp = (wanted: number) => Math.max(SMALLEST, Math.min(LARGEST, Math.round(wanted)));

export const terminalFont = {
  get size(): number {
    return clamp(settings.current.terminalFontSize);
  },
  larger: () => set(terminalFont.size + 1),
  smaller: () => set(terminalFont.size - 1),
  reset: () => set(DEFAULT_FONT_SIZE),
};

function set(wanted: number): void {
  const terminalFontSize = clamp(wanted);
  if (terminalFontSize !== settings.current.terminalFontSize) settings.change({ terminalFontSize });
}
