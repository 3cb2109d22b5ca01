/**
 * How an xterm.js has taken a new size. The saved cursors are not part of what it offers; where a version has them
 * somewhere else, nothing is told, and the shell then sends every byte instead of passing over some.
 */
import type { Terminal } from "@xterm/xterm";
import type { SizeReport } from "$/ipc/bindings";

interface Inside {
  savedX: number;
  savedY: number;
}

interface Insides {
  _core?: { _bufferService?: { buffers?: { normal?: Inside; alt?: Inside } } };
}

export function takenSize(term: Terminal): Omit<SizeReport, "number"> | undefined {
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
