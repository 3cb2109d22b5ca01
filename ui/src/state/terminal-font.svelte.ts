/** The terminals' font, which is a setting: its family, its size and how far its lines are apart. */
import { familyList } from "$/lib/font-family";
import { settings } from "./settings.svelte";

/** CSS pixels. Smaller is not readable, larger leaves no terminal. */
const SMALLEST = 9;
const LARGEST = 24;
export const DEFAULT_FONT_SIZE = 13;

const between = (least: number, wanted: number, most: number) => Math.max(least, Math.min(most, Math.round(wanted)));
const clamp = (wanted: number) => between(SMALLEST, wanted, LARGEST);

/** Percent of the font's own. Closer, lines are cut; further apart, they are no text any more. */
const CLOSEST = 100;
const WIDEST = 200;

/** The family that comes with Quayside. */
export const OWN_FONT = "JetBrains Mono";

export const terminalFont = {
  /** As CSS takes it. Where the family is not on this machine, the one that comes with Quayside is what is seen. */
  get families(): string {
    return familyList(settings.current.terminalFont, "var(--mono)");
  },
  get size(): number {
    return clamp(settings.current.terminalFontSize);
  },
  get lineHeight(): number {
    return between(CLOSEST, settings.current.terminalLineHeight, WIDEST);
  },
  larger: () => set(terminalFont.size + 1),
  smaller: () => set(terminalFont.size - 1),
  reset: () => set(DEFAULT_FONT_SIZE),
};

function set(wanted: number): void {
  const terminalFontSize = clamp(wanted);
  if (terminalFontSize !== settings.current.terminalFontSize) settings.change({ terminalFontSize });
}
