/** How all terminals look: what a person chose, and the theme in force. */
import { t } from "$/i18n/index.svelte";
import { familyList } from "$/lib/font-family";
import { settings } from "$/state/settings.svelte";
import { terminalDrawing } from "$/state/terminal-drawing.svelte";
import { terminalFont } from "$/state/terminal-font.svelte";
import type { TerminalLook } from "./session-terminal";
import { readFont, readTheme } from "./theme";

export class Look {
  // Each by itself, for the settings change as a whole whenever an edge is dragged.
  readonly #family = $derived(settings.current.terminalFont);
  readonly #fontSize = $derived(terminalFont.size);
  readonly #lineHeight = $derived(terminalFont.lineHeight / 100);
  readonly #cursor = $derived(settings.current.terminalCursor);
  readonly #cursorBlink = $derived(settings.current.terminalCursorBlink);
  readonly #screenReader = $derived(settings.current.terminalScreenReader);
  readonly #webgl = $derived(terminalDrawing.webgl);

  /** Read anew each time: the tokens are not reactive. */
  get current(): TerminalLook {
    return {
      fontFamily: familyList(this.#family, readFont()),
      fontSize: this.#fontSize,
      lineHeight: this.#lineHeight,
      cursor: this.#cursor,
      cursorBlink: this.#cursorBlink,
      screenReader: this.#screenReader,
      webgl: this.#webgl,
      theme: readTheme(),
      words: { promptLabel: t().terminal.input, tooMuchOutput: t().terminal.tooMuchOutput },
    };
  }
}
