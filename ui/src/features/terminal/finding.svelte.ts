/**
 * Finding in what a terminal shows and keeps above its screen, or in all that was printed. One search for the whole dock:
 * it goes with the terminal in which it was begun.
 */
import type { ISearchOptions, ISearchResultChangeEvent } from "@xterm/addon-search";
import type { IBufferRange, Terminal } from "@xterm/xterm";
import type { PatternFaultKind, SessionId } from "$/ipc/bindings";
import { toasts } from "$/state/toasts.svelte";
import { patternFault } from "./pattern-fault";
import type { SessionTerminal } from "./session-terminal";
import { mayTakeForEver } from "./slow-pattern";
import { readMatchColours } from "./theme";
import { TranscriptSearch } from "./transcript.svelte";

const faultOf = (pattern: string) => patternFault(pattern) ?? (mayTakeForEver(pattern) ? "slow" : null);

export class Finding {
  /** Where the field is open. */
  id = $state<SessionId | null>(null);
  /** All that was printed is looked through, and not the terminal. */
  transcript = $state.raw<TranscriptSearch | null>(null);
  query = $state({ text: "", regex: false, matchCase: false, wholeWord: false });
  /** Of the matches, and which one is in front: none where there are too many. */
  count = $state(0);
  at = $state<number | null>(null);
  /** Why the pattern is none, or none to look for here. */
  fault = $state<PatternFaultKind | "slow" | null>(null);
  readonly #terminal: (id: SessionId) => SessionTerminal | undefined;
  /** Where the match in front is. What is selected may be something else by now, which a person selected. */
  #front: IBufferRange | undefined;
  #stop: (() => void) | undefined;

  constructor(terminal: (id: SessionId) => SessionTerminal | undefined) {
    this.#terminal = terminal;
  }

  open(id: SessionId): void {
    if (this.id === id) return;
    const terminal = this.#begin(id);
    if (!terminal) return;
    const listening = terminal.search.onDidChangeResults((found) => {
      this.#front = found.resultIndex < 0 ? undefined : terminal.term.getSelectionPosition();
      this.#found(found);
    });
    this.#stop = () => listening.dispose();
    this.search();
  }

  /** What was looked for in the terminal is looked for in all that was printed. */
  openTranscript(id: SessionId): void {
    if (this.transcript?.id === id || !this.#begin(id)) return;
    this.transcript = new TranscriptSearch(id, this.query);
  }

  #begin(id: SessionId): SessionTerminal | undefined {
    const terminal = this.#terminal(id);
    const selected = this.id === id ? "" : terminal?.term.getSelection();
    this.close();
    if (!terminal) return undefined;
    this.id = id;
    // What is selected in a line is what one is likely to look for.
    if (selected && !selected.includes("\n")) this.query.text = selected;
    return terminal;
  }

  close(): void {
    const terminal = this.id === null ? undefined : this.#terminal(this.id);
    this.#stop?.();
    this.#stop = undefined;
    this.#front = undefined;
    this.id = null;
    if (this.transcript) {
      // What is selected in the terminal by now is a line that was found.
      void toasts.guard(this.transcript.end());
      this.transcript = null;
      return;
    }
    terminal?.search.clearDecorations();
    terminal?.term.clearSelection();
  }

  /** What is typed, or how it is meant, has changed: the newest match is in front. */
  search(): void {
    const terminal = this.id === null ? undefined : this.#terminal(this.id);
    if (!terminal) return;
    terminal.term.clearSelection();
    // Without this the addon would leave the marks as they were where only the options have changed.
    terminal.search.clearDecorations();
    this.count = 0;
    this.at = null;
    this.fault = this.query.regex ? faultOf(this.query.text) : null;
    if (this.query.text !== "" && this.fault === null) terminal.search.findPrevious(this.query.text, this.#options());
  }

  /** The theme has changed, and with it the colours of the marks. What is in front, selected and in sight stays so. */
  recolour(): void {
    const terminal = this.id === null || this.transcript ? undefined : this.#terminal(this.id);
    if (!terminal || this.query.text === "" || this.fault !== null) return;
    const { term, search } = terminal;
    const inSight = term.buffer.active.viewportY;
    const selected = term.getSelectionPosition();
    // The addon looks from what is selected, and selects what it finds.
    select(term, this.#front);
    search.clearDecorations();
    search.findPrevious(this.query.text, { ...this.#options(), incremental: true });
    select(term, selected);
    term.scrollToLine(inSight);
  }

  next(forward: boolean): void {
    const terminal = this.id === null ? undefined : this.#terminal(this.id);
    if (!terminal || this.query.text === "" || this.fault !== null) return;
    if (forward) terminal.search.findNext(this.query.text, this.#options());
    else terminal.search.findPrevious(this.query.text, this.#options());
  }

  #found({ resultIndex, resultCount }: ISearchResultChangeEvent): void {
    this.count = resultCount;
    this.at = resultIndex >= 0 ? resultIndex : null;
  }

  #options(): ISearchOptions {
    const { regex, matchCase, wholeWord } = this.query;
    return { regex, caseSensitive: matchCase, wholeWord, decorations: readMatchColours() };
  }
}

function select(term: Terminal, range: IBufferRange | undefined): void {
  if (!range) return term.clearSelection();
  const { start, end } = range;
  term.select(start.x, start.y, (end.y - start.y) * term.cols + end.x - start.x);
}
