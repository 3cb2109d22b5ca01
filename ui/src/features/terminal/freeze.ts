import type { Terminal } from "@xterm/xterm";

/** xterm.js 6.0.0's own (`RenderService`). */
interface RenderService {
  /** Out of sight. */
  _isPaused?: boolean;
  _renderRows?(start: number, end: number): void;
}

/**
 * Has a terminal go on showing what it shows now, whatever it is given, or no more. Where a version has its insides somewhere
 * else, it shows everything.
 */
export function freeze(term: Terminal, frozen: boolean): void {
  const render = (term as unknown as { _core?: { _renderService?: RenderService } })._core?._renderService;
  const isFrozen = render !== undefined && Object.hasOwn(render, "_renderRows");
  if (!render?._renderRows || isFrozen === frozen) return;
  if (frozen) {
    // What was to be drawn with the next frame is drawn now.
    if (!render._isPaused) render._renderRows(0, term.rows - 1);
    render._renderRows = () => undefined;
  } else {
    // The class's own is there again.
    delete render._renderRows;
    term.refresh(0, term.rows - 1);
  }
}
