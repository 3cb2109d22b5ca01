/**
 * The terminals of all sessions. They outlive tabs, panes and the dock being collapsed: each is created when its session
 * appears and disposed when the session is closed, and parses its output all the while.
 */
import type { SessionId, SessionInfo, SessionInput, TerminalSize } from "$/ipc/bindings";
import { pace, type Pace } from "$/lib/pace";
import { isFinal, isListening } from "$/state/session-phase";
import type { DrawingFault } from "$/state/terminal-drawing.svelte";
import type { TerminalFeed } from "$/state/terminal-feed";
import { decideKey, isTab, type KeyChoices, type KeyDecision } from "./keys";
import { listenToPointer } from "./pointer";
import { isReply } from "./replies";
import { SessionTerminal, type TerminalLook } from "./session-terminal";

/** Milliseconds between two sizes told to the engine while an edge is dragged; the first and the last always go. */
const RESIZE_MS = 50;

/** Milliseconds to wait for the font before measuring without it: a late font must not keep a session from starting. */
const FONT_WAIT_MS = 500;

/** Milliseconds after which the pane has made room for what stands under an ended session. */
const SETTLE_MS = 120;

export interface RegistryHooks {
  feed(id: SessionId): TerminalFeed | undefined;
  input(id: SessionId, input: SessionInput): void;
  resize(id: SessionId, size: TerminalSize): void;
  /** A terminal that is shown has this size. */
  sized(id: SessionId, size: TerminalSize): void;
  key(id: SessionId, decision: KeyDecision): void;
  /** What a person chose about keys. */
  keys(): KeyChoices;
  pasted(id: SessionId, text: string): void;
  middle(id: SessionId): void;
  selected(id: SessionId): void;
  /** The program rang the bell. */
  rang(id: SessionId): void;
  link(id: SessionId, address: string): void;
  linkHint(address: string): string;
  /** The program wants to put this on the clipboard. */
  clipboard(id: SessionId, text: string): void;
  /** Terminals can't be drawn with WebGL. */
  drawingFault(fault: DrawingFault): void;
}

interface Entry {
  terminal: SessionTerminal;
  info: SessionInfo;
  /** The last size asked for. */
  asked: TerminalSize | undefined;
}

export class TerminalRegistry {
  readonly #entries = new Map<SessionId, Entry>();
  readonly #hooks: RegistryHooks;
  readonly #refit: Pace;
  #look: TerminalLook;
  /** Where those are that are shown. */
  readonly #panes = new Map<SessionId, HTMLElement>();
  /** Made to measure with; the next session gets it, so that it is not made in vain. */
  #spare: SessionTerminal | undefined;
  #measured: TerminalSize | undefined;
  #fontReady: Promise<unknown> | undefined;

  constructor(look: TerminalLook, hooks: RegistryHooks) {
    this.#look = look;
    this.#hooks = hooks;
    this.#refit = pace(() => this.#fitAll(), RESIZE_MS);
  }

  /** Terminals for new sessions, an end to those of closed ones. */
  sync(list: readonly SessionInfo[]): void {
    const present = new Set(list.map((info) => info.id));
    for (const id of [...this.#entries.keys()]) if (!present.has(id)) this.#dispose(id);
    for (const info of list) {
      const entry = this.#entries.get(info.id) ?? this.#create(info);
      if (info.kind === "hello" && isFinal(info) && !isFinal(entry.info)) this.#readFromTop(info.id, entry.terminal);
      entry.info = info;
      entry.terminal.setTty(info.tty);
      entry.terminal.setListening(isListening(info));
    }
  }

  get(id: SessionId): SessionTerminal | undefined {
    return this.#entries.get(id)?.terminal;
  }

  /** The size of a terminal that is shown. */
  sizeOf(id: SessionId): TerminalSize | undefined {
    return this.#panes.has(id) ? this.get(id)?.fitting() : undefined;
  }

  /** Puts the session's terminal into a pane, where it stays until it is hidden. */
  show(id: SessionId, pane: HTMLElement): void {
    this.#panes.set(id, pane);
    void this.#mounted(id);
  }

  hide(id: SessionId, pane: HTMLElement): void {
    if (this.#panes.get(id) !== pane) return;
    this.#panes.delete(id);
    this.get(id)?.hide();
  }

  /** Gives the keyboard to a terminal that is shown, once it can take it. */
  async focus(id: SessionId): Promise<void> {
    if (await this.#mounted(id)) this.get(id)?.term.focus();
  }

  /** Showing waits for the font the first time; afterwards this is at once. */
  async #mounted(id: SessionId): Promise<boolean> {
    await this.#font();
    const [terminal, pane] = [this.get(id), this.#panes.get(id)];
    if (!terminal || !pane) return false;
    if (terminal.host.parentElement !== pane) {
      terminal.mount(pane);
      this.#fit(id);
    }
    return true;
  }

  /** A pane changed its size. */
  paneResized(): void {
    this.#refit();
  }

  /** The size that a terminal filling `room` has; measured with a real terminal, for only that knows its cells. */
  async measure(room: HTMLElement): Promise<TerminalSize | undefined> {
    await this.#font();
    this.#spare ??= new SessionTerminal(this.#look, this.#measured);
    const { host } = this.#spare;
    host.classList.add("measuring");
    this.#measured = this.#spare.measureIn(room) ?? this.#measured;
    host.classList.remove("measuring");
    return this.#measured;
  }

  setLook(look: TerminalLook): void {
    const another = look.fontFamily !== this.#look.fontFamily;
    this.#look = look;
    if (!another) return this.#takeLook();
    // Measured before it is there, a font would have the cells of another.
    this.#fontReady = undefined;
    void this.#font().then(() => this.#takeLook());
  }

  #takeLook(): void {
    this.#spare?.setLook(this.#look);
    for (const { terminal } of this.#entries.values()) terminal.setLook(this.#look);
    this.#fitAll();
  }

  dispose(): void {
    this.#refit.cancel();
    for (const id of [...this.#entries.keys()]) this.#dispose(id);
    this.#spare?.dispose();
    this.#spare = undefined;
  }

  #create(info: SessionInfo): Entry {
    const { id } = info;
    const terminal = this.#spare ?? new SessionTerminal(this.#look, this.#measured);
    this.#spare = undefined;
    const entry: Entry = { terminal, info, asked: undefined };
    terminal.setScrollback(info.scrollback);
    this.#entries.set(id, entry);
    terminal.host.dataset["testid"] = "terminal";
    terminal.host.dataset["session"] = String(id);
    terminal.setTty(info.tty);
    terminal.onSight = () => this.#fit(id);
    terminal.onInput((input) => {
      if (entry.info.tty && !(isReply(input.data) && this.#hooks.feed(id)?.unanswerable)) this.#hooks.input(id, input);
    });
    terminal.term.attachCustomKeyEventHandler((event) => this.#key(id, event));
    terminal.term.onBell(() => !this.#hooks.feed(id)?.replaying && this.#hooks.rang(id));
    terminal.onDrawingFault = (fault) => this.#hooks.drawingFault(fault);
    terminal.onLink = (address) => this.#hooks.link(id, address);
    terminal.linkHint = (address) => this.#hooks.linkHint(address);
    // What is shown again was asked for, and answered, before.
    terminal.onClipboard = (text) => !this.#hooks.feed(id)?.replaying && this.#hooks.clipboard(id, text);
    listenToPointer(terminal, {
      pasted: (text) => this.#hooks.pasted(id, text),
      middle: () => this.#hooks.middle(id),
      selected: () => this.#hooks.selected(id),
    });
    this.#hooks.feed(id)?.attach(terminal);
    // The pane may have been there first.
    if (this.#panes.has(id)) void this.#mounted(id);
    return entry;
  }

  /** A greeting is read from its first line; a program's output from its last. */
  #readFromTop(id: SessionId, terminal: SessionTerminal): void {
    // By then the session may have been closed, and its terminal with it.
    const scroll = () => this.get(id) === terminal && terminal.term.scrollToTop();
    terminal.term.write("", () => setTimeout(scroll, SETTLE_MS));
  }

  #dispose(id: SessionId): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    this.#hooks.feed(id)?.detach();
    entry?.terminal.dispose();
    this.#panes.delete(id);
  }

  #fitAll(): void {
    for (const id of this.#panes.keys()) this.#fit(id);
  }

  #fit(id: SessionId): void {
    const entry = this.#panes.has(id) ? this.#entries.get(id) : undefined;
    const size = entry?.terminal.fitting();
    if (!entry || !size) return;
    this.#measured = size;
    this.#hooks.sized(id, size);
    const { term } = entry.terminal;
    const present = entry.asked ?? { columns: term.cols, rows: term.rows };
    if (present.columns === size.columns && present.rows === size.rows) return;
    entry.asked = size;
    this.#hooks.resize(entry.info.id, size);
  }

  /** True lets the terminal have the key. */
  #key(id: SessionId, event: KeyboardEvent): boolean {
    const decision = decideKey(event, this.#hooks.keys());
    // A terminal that nobody listens to keeps no key from those who go on.
    if (decision === "program" && isTab(event) && this.get(id)?.term.options.disableStdin) return false;
    if (decision === "program") {
      // The window's shortcuts hear nothing of what is typed into a program.
      if (event.type === "keydown") event.stopPropagation();
      return true;
    }
    if (decision === "window") return false;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "keydown") this.#hooks.key(id, decision);
    return false;
  }

  #font(): Promise<unknown> {
    this.#fontReady ??= Promise.race([
      Promise.all(
        [400, 700].map((weight) => document.fonts?.load(`${weight} ${this.#look.fontSize}px ${this.#look.fontFamily}`)),
      ),
      new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS)),
    ]).catch(() => undefined);
    return this.#fontReady;
  }
}
