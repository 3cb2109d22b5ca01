/**
 * A terminal drawn with WebGL, while it is shown: a web view has a handful of contexts for all. Where there is none, or it
 * is taken away, the terminal is drawn as text again.
 */
import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";
import type { DrawingFault } from "$/state/terminal-drawing.svelte";

export class WebglDrawing {
  readonly #term: Terminal;
  readonly #onfault: (fault: DrawingFault) => void;
  #addon: WebglAddon | undefined;

  constructor(term: Terminal, onfault: (fault: DrawingFault) => void) {
    this.#term = term;
    this.#onfault = onfault;
  }

  /** The terminal has to be in the page. */
  begin(): void {
    if (this.#addon) return;
    try {
      const addon = new WebglAddon();
      addon.onContextLoss(() => this.#fail("lost"));
      this.#term.loadAddon(addon);
      this.#addon = addon;
    } catch {
      this.#fail("unavailable");
    }
  }

  end(): void {
    if (!this.#addon) return;
    const canvases = [...(this.#term.element?.querySelectorAll("canvas") ?? [])];
    this.#addon.dispose();
    this.#addon = undefined;
    // The add-on leaves its context to the collector of garbage, which takes its time. A canvas of another kind has none.
    for (const canvas of canvases) canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #fail(fault: DrawingFault): void {
    this.end();
    this.#onfault(fault);
  }
}
