/**
 * How an xterm.js has taken a new size. The saved cursors are not part of what it offers; where a version has them
 * somewhere else, nothing is told, and the shell then sends every byte instead of passing over some.
 */
import type { Terminal } from "@xterm/xterm";
import type { SizeReport, TerminalSize } from "$/ipc/bindings";

interface Inside {
  savedX: number;
  savedY: number;
  lines: { maxLength: number };
}

interface Insides {
  _core?: { _bufferService?: { buffers?: { normal?: Inside; alt?: Inside } } };
}

type Taken = Omit<SizeReport, "number">;

export function takeSize(term: Terminal, size: TerminalSize): Taken | undefined {
  straighten(term);
  term.resize(size.columns, size.rows);
  return takenSize(term);
}

/**
 * xterm.js 6.0.0 keeps its rows in a ring. Where a narrower terminal has no room for a row wrapped anew, it writes the
 * part that is left over before the first place (`Buffer._reflowSmaller`): in a ring that has been turned, over the
 * last row. Which rows are lost would depend on how much was ever printed, also on what a page was spared. In a ring
 * that is given another length the first row is in the first place again, and nothing is before it.
 */
function straighten(term: Terminal): void {
  const lines = (term as unknown as Insides)._core?._bufferService?.buffers?.normal?.lines;
  if (lines === undefined) return;
  const most = lines.maxLength;
  lines.maxLength = most + 1;
  lines.maxLength = most;
}

function takenSize(term: Terminal): Taken | undefined {
  const { active, normal, alternate } = term.buffer;
  const buffers = (term as unknown as Insides)._core?._bufferService?.buffers;
  const saved = [buffers?.normal, buffers?.alt];
  const x = saved.map((buffer) => buffer?.savedX);
  const y = saved.map((buffer) => buffer?.savedY);
  if (![...x, ...y].every((value) => Number.isInteger(value))) return undefined;
  return {
    x: active.cursorX,
    y: active.cursorY,
    above: normal.baseY,
    aboveAlternate: alternate.baseY,
    length: normal.length,
    savedX: x as [number, number],
    savedY: y as [number, number],
  };
}
