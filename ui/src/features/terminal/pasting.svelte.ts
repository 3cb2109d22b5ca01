/** Pasting into terminals: at once, or after a question. */
import { t } from "$/i18n/index.svelte";
import type { SessionId } from "$/ipc/bindings";
import { settings } from "$/state/settings.svelte";
import { toasts } from "$/state/toasts.svelte";
import { inOneLine, isAskedAbout, pasted, type Pasted } from "./paste";
import type { SessionTerminal } from "./session-terminal";

export class Pasting {
  /** What a person is asked about. Until that is answered nothing is pasted: an answer would be to another question. */
  question = $state.raw<{ id: SessionId; pasted: Pasted } | null>(null);
  readonly #terminal: (id: SessionId) => SessionTerminal | undefined;

  constructor(terminal: (id: SessionId) => SessionTerminal | undefined) {
    this.#terminal = terminal;
  }

  /** Gives a text to the program, or asks about it first. */
  offer(id: SessionId, raw: string): void {
    const terminal = this.#terminal(id);
    const what = pasted(raw);
    if (!terminal || raw === "") return;
    const words = t().terminal.pasteQuestion;
    if (this.question) return toasts.info(words.busy);
    const { text, dropped } = what;
    if (text !== "" && isAskedAbout(what, terminal.bracketsPastes, settings.current.terminalPasteQuestion)) {
      this.question = { id, pasted: what };
      return;
    }
    if (text === "") return toasts.info(words.nothingLeft);
    if (dropped > 0) toasts.info(words.wereDropped(dropped));
    terminal.paste(text);
  }

  answer(how: "whole" | "line" | "not"): void {
    const asked = this.question;
    this.question = null;
    if (!asked || how === "not") return;
    const { text } = asked.pasted;
    this.#terminal(asked.id)?.paste(how === "line" ? inOneLine(text) : text);
  }
}
