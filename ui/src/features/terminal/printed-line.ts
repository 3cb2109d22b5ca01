/**
 * A line of what was printed, found again in a terminal: by what it says, and by how many that say the same came after it.
 * Rows are known to the terminal alone: it wraps long lines, and programs move about in it.
 */
import type { IBuffer } from "@xterm/xterm";
import type { TranscriptPlace } from "$/ipc/bindings";

/** Rows of a terminal's buffer, both included. */
export interface Rows {
  start: number;
  end: number;
}

/** None where the line has left the terminal, or stands there otherwise than it was printed. */
export function rowsOf(buffer: IBuffer, { text, cut, later }: TranscriptPlace): Rows | null {
  let left = later;
  // Beneath the cursor there is nothing, or nothing that would be a line.
  let end = buffer.baseY + buffer.cursorY;
  while (end >= 0) {
    let start = end;
    while (start > 0 && buffer.getLine(start)?.isWrapped) start -= 1;
    const line = lineText(buffer, { start, end });
    if (cut ? line.startsWith(text) && line.length > text.length : line === text) {
      if (left === 0) return { start, end };
      left -= 1;
    }
    end = start - 1;
  }
  return null;
}

/** Without the blanks at its end. */
function lineText(buffer: IBuffer, { start, end }: Rows): string {
  let text = "";
  for (let y = start; y <= end; y++) {
    const row = buffer.getLine(y);
    const whole = row?.translateToString(false) ?? "";
    // A wide character that has no room at the end of a row leaves a cell without anything.
    const blank = y < end && row?.getCell(row.length - 1)?.getCode() === 0;
    text +=
      blank &&
      buffer
        .getLine(y + 1)
        ?.getCell(0)
        ?.getWidth() === 2
        ? whole.slice(0, -1)
        : whole;
  }
  return text.replace(/ +$/, "");
}
