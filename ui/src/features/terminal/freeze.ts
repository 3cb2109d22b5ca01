import type { Terminal } from "@xterm/xterm";

interface Renderer {
  renderRows?(start: number, end: number): void;
}

/** xterm.js 6.0.0's own (`RenderService`). */
interface RenderService {
  /** Out of sight. */
  _isPaused?: boolean;
  _renderRows?(start: number, end: number): void;
  /** Draws by itself what is selected, and where the keyboard comes and goes. */
  _renderer?: { value?: Renderer };
}

/** How each frozen terminal is thawed. */
const thaws = new WeakMap<Terminal, () => void>();

/**
 * Has a terminal go on showing what it shows now, whatever it is given, or no more. Where a version has its insides somewhere
 * else, it shows everything.
 */
export function freeze(term: Terminal, frozen: boolean): void {
  if (!frozen) {
    thaws.get(term)?.();
    thaws.delete(term);
    return;
  }
  const render = (term as unknown as { _core?: { _renderService?: RenderService } })._core?._renderService;
  const renderer = render?._renderer?.value;
  if (!render?._renderRows || !renderer?.renderRows || thaws.has(term)) return;
  // What was to be drawn with the next frame is drawn now.
  if (!render._isPaused) render._renderRows(0, term.rows - 1);
  // May be one of ours (`plain-rows.ts`).
  const { renderRows } = renderer;
  render._renderRows = renderer.renderRows = () => undefined;
  thaws.set(term, () => {
    // The class's own is there again.
    delete render._renderRows;
    renderer.renderRows = renderRows;
    term.refresh(0, term.rows - 1);
  });
}
