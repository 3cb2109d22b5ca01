/**
 * xterm.js 6.0.0 has its scroll bar follow every single line (`Viewport`, on `onScroll`): half a kilobyte of garbage for each,
 * most of what a flood makes, though only the last line before a frame is ever seen. Here it follows once for each frame.
 * Where a version has its insides somewhere else, it is left as it is.
 */
import type { Terminal } from "@xterm/xterm";

interface Viewport {
  /** Without a row: where the buffer is. */
  _sync?(row?: number): void;
  _renderService?: { addRefreshCallback?(callback: () => void): number };
  scrollLines(count: number): void;
  scrollToLine(line: number, atOnce?: boolean): void;
}

/** Of a terminal that has been opened. */
export function calmViewport(term: Terminal): void {
  const viewport = (term as unknown as { _core?: { _viewport?: Viewport } })._core?._viewport;
  const render = viewport?._renderService;
  if (!viewport?._sync || !render?.addRefreshCallback) return;
  const sync = viewport._sync.bind(viewport);
  let waits = false;
  const catchUp = () => {
    if (!waits) return;
    waits = false;
    sync();
  };
  viewport._sync = (...row) => {
    if (row.length > 0) return sync(...row);
    if (!waits) render.addRefreshCallback?.(catchUp);
    waits = true;
  };
  // These begin where the scroll bar is.
  const { scrollLines, scrollToLine } = viewport;
  viewport.scrollLines = (count) => {
    catchUp();
    scrollLines.call(viewport, count);
  };
  viewport.scrollToLine = (line, atOnce) => {
    catchUp();
    scrollToLine.call(viewport, line, atOnce);
  };
}
