/** Pasting into terminals: at once, or after a question. */
import type { SessionId } from "$/ipc/bindings";
import { settings } from "$/state/settings.svelte";
import { inOneLine, isAskedAbout, pasted, type Pasted } from "./paste";
import type { SessionTerminal } from "./session-terminal";

export class Pasting {
  /** What a person is asked about; a second paste takes the place of the first. */
  question = $state.raw<{ id: SessionId; pasted: Pasted } | null>(null);
  readonly #terminal: (id: SessionId) => SessionTerminal | undefined;

  constructor(terminal: (id: SessionId) => SessionTerminal | undefined) {
    this.#terminal = terminal;
  }

  /** Gives a text to the program, or asks about it first. */
  offer(id: SessionId, raw: string): void {
    const terminal = this.#terminal(id);
    const what = pasted(raw);
    if (!terminal || what.text === "") return;
    if (isAskedAbout(what, terminal.bracketsPastes, settings.current.terminalPasteQuestion))
      this.question = { id, pasted: what };
    else terminal.paste(what.text);
  }

  answer(how: "whole" | "line" | "not"): void {
    const asked = this.question;
    this.question = null;
    if (!asked || how === "not") return;
    const { text } = asked.pasted;
    this.#terminal(asked.id)?.paste(how === "line" ? inOneLine(text) : text);
  }
}
