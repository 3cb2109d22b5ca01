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
  const { normal, alt } = (term as unknown as Insides)._core?._bufferService?.buffers ?? {};
  if (normal) straighten(normal);
  for (const buffer of [normal, alt]) if (buffer) restrict(buffer, term.cols);
  term.resize(size.columns, size.rows);
  return takenSize(term);
}

/**
 * xterm.js 6.0.0 keeps its rows in a ring. Where a narrower terminal has no room for a row wrapped anew, it writes the
 * part that is left over before the first place (`Buffer._reflowSmaller`): in a ring that has been turned, over the
 * last row. Which rows are lost would depend on how much was ever printed, also on what a page was spared. In a ring
 * that is given another length the first row is in the first place again, and nothing is before it.
 */
function straighten({ lines }: Inside): void {
  const most = lines.maxLength;
  lines.maxLength = most + 1;
  lines.maxLength = most;
}

/**
 * A cursor that was saved behind the last column stands on it where it is restored. In a terminal that has been made wider
 * meanwhile it would stand one further, and no sequence has it saved there in one that is given this state.
 */
function restrict(buffer: Inside, columns: number): void {
  buffer.savedX = Math.min(buffer.savedX, columns - 1);
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
