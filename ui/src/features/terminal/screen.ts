/** What is on a terminal's screen, cell by cell, as its buffer has it; for those who compare one screen with another. */
import type { IBufferCell, Terminal } from "@xterm/xterm";

export interface ScreenCell {
  text: string;
  /** 0 behind a wide character. */
  width: number;
  /** Empty for the terminal's own, the number in the palette, or `#rrggbb`. */
  ink: string;
  ground: string;
  /** Bold, italic and so on, by name. */
  look: string;
}

export interface TerminalScreen {
  alternate: boolean;
  /** Column and row, from 0. */
  cursor: [number, number];
  mouse: Terminal["modes"]["mouseTrackingMode"];
  bracketedPaste: boolean;
  rows: ScreenCell[][];
}

export function screenOf(term: Terminal): TerminalScreen {
  const { active } = term.buffer;
  const rows = Array.from({ length: term.rows }, (_, y) => {
    const line = active.getLine(active.baseY + y);
    return Array.from({ length: term.cols }, (_, x) => describe(line?.getCell(x)));
  });
  return {
    alternate: active.type === "alternate",
    cursor: [active.cursorX, active.cursorY],
    mouse: term.modes.mouseTrackingMode,
    bracketedPaste: term.modes.bracketedPasteMode,
    rows,
  };
}

function describe(cell: IBufferCell | undefined): ScreenCell {
  if (!cell) return { text: "", width: 1, ink: "", ground: "", look: "" };
  const colour = (isDefault: boolean, isRgb: boolean, value: number) =>
    isDefault ? "" : isRgb ? `#${value.toString(16).padStart(6, "0")}` : String(value);
  const looks = {
    bold: cell.isBold(),
    dim: cell.isDim(),
    italic: cell.isItalic(),
    underline: cell.isUnderline(),
    blink: cell.isBlink(),
    inverse: cell.isInverse(),
    invisible: cell.isInvisible(),
    strike: cell.isStrikethrough(),
    overline: cell.isOverline(),
  };
  return {
    text: cell.getChars(),
    width: cell.getWidth(),
    ink: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    ground: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    look: Object.entries(looks)
      .filter(([, is]) => is)
      .map(([name]) => name)
      .join(" "),
  };
}
