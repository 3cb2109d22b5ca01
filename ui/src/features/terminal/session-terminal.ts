/**
 * One session's terminal: an xterm.js with its element, kept for as long as the session is in the dock, shown or not.
 * It parses what its feed gives it also while nobody looks. Who creates it disposes it.
 */
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import type { SessionInput, SizeReport, TerminalCursor, TerminalSize, TranscriptPlace } from "$/ipc/bindings";
import type { TerminalSink } from "$/state/terminal-feed";
import { calmViewport } from "./calm-viewport";
import { clipboardWrite } from "./clipboard";
import { freeze } from "./freeze";
import { givenLinks } from "./given-links";
import { ADDRESS, addressesIn, MOST_LINKS } from "./links";
import { rowsOf } from "./printed-line";
import { SaidOutput } from "./said-output";
import type { DrawingFault } from "$/state/terminal-drawing.svelte";
import { plainRows } from "./plain-rows";
import { takeSize } from "./taken-size";
import { WebglDrawing } from "./webgl";
import { writePieces } from "./write-pieces";

/** Matches of a search that are marked and counted; beyond these only the way from one to the next is left. */
export const MOST_MATCHES = 1000;

/** Milliseconds of a bell, seen, and until the next may be: what flashes more than three times a second can do harm. */
const FLASH_MS = 500;

export interface TerminalLook {
  fontSize: number;
  fontFamily: string;
  /** Of the font's own. */
  lineHeight: number;
  cursor: TerminalCursor;
  cursorBlink: boolean;
  screenReader: boolean;
  webgl: boolean;
  theme: NonNullable<Terminal["options"]["theme"]>;
  /** What xterm.js itself says to assistive technology; it knows English alone. */
  words: typeof Terminal.strings;
}

function optionsOf(look: TerminalLook) {
  const { theme, fontFamily, fontSize, lineHeight, cursor, cursorBlink, screenReader } = look;
  return { theme, fontFamily, fontSize, lineHeight, cursorStyle: cursor, cursorBlink, screenReaderMode: screenReader };
}

export class SessionTerminal implements TerminalSink {
  readonly term: Terminal;
  /** Moved into the pane while the session is in front. */
  readonly host: HTMLDivElement;
  readonly #fit = new FitAddon();
  #search: SearchAddon | undefined;
  readonly #webgl: WebglDrawing;
  readonly #said = new SaidOutput();
  #wantsWebgl: boolean;
  #look: TerminalLook;
  #opened = false;
  #tty: boolean | undefined;
  #inSight = false;
  /**
   * xterm.js stops drawing what is out of sight, and a terminal resized in that state loses its scroll position. This
   * observer is made after its own and so is told after it: by then drawing goes on.
   */
  readonly #sight = new IntersectionObserver((entries) => {
    const inSight = entries.at(-1)?.isIntersecting === true && this.host.isConnected;
    const came = inSight && !this.#inSight;
    this.#inSight = inSight;
    if (came) this.onSight();
  });

  /** A person means this link. */
  onLink: (address: string) => void = () => undefined;

  /** The program wants to put this on the clipboard (OSC 52). */
  onClipboard: (text: string) => void = () => undefined;

  /** What a link says of itself while the pointer rests on it. */
  linkHint: (address: string) => string = (address) => address;

  /** It is drawn as text, though it was to be drawn with WebGL. */
  onDrawingFault: (fault: DrawingFault) => void = () => undefined;

  /** It came into sight: time to fit it. */
  onSight: () => void = () => undefined;

  constructor(look: TerminalLook, size: TerminalSize | undefined) {
    this.#look = look;
    Object.assign(Terminal.strings, look.words);
    this.host = document.createElement("div");
    this.host.className = "terminal-host";
    this.term = new Terminal({
      // The choice of a Unicode version is still behind this switch.
      allowProposedApi: true,
      cols: size?.columns ?? 80,
      rows: size?.rows ?? 24,
      ...optionsOf(look),
      fontWeight: 400,
      fontWeightBold: 700,
      cursorInactiveStyle: "outline",
      // Bold is bold and bright is bright; programs that want both say so.
      drawBoldTextInBrightColors: false,
      macOptionIsMeta: true,
      // Links come from the container: a person is shown where each leads, whatever it is.
      linkHandler: { ...this.#linkActs(), allowNonHttpProtocols: true },
      logLevel: "off",
    });
    this.#wantsWebgl = look.webgl;
    this.#webgl = new WebglDrawing(this.term, (fault) => this.onDrawingFault(fault));
    // Unicode 11 rather than grapheme clusters: shells and editors in containers count columns as wcwidth does, and a
    // terminal that counts otherwise puts the cursor in the wrong place.
    this.term.loadAddon(new Unicode11Addon());
    this.term.unicode.activeVersion = "11";
    this.term.loadAddon(this.#fit);
    const { activate, hover, leave } = this.#linkActs();
    this.term.loadAddon(new WebLinksAddon(activate, { hover, leave, urlRegex: new RegExp(ADDRESS.source, "i") }));
    this.term.parser.registerOscHandler(52, (payload) => {
      const text = clipboardWrite(payload);
      if (text !== null) this.onClipboard(text);
      return true;
    });
  }

  #linkActs() {
    return {
      // A click alone belongs to the program, or begins a selection.
      activate: (event: MouseEvent, address: string) => {
        if (event.ctrlKey || event.metaKey) this.onLink(address);
      },
      hover: (_event: MouseEvent, address: string) => (this.host.title = this.linkHint(address)),
      leave: () => this.host.removeAttribute("title"),
    };
  }

  /** The addresses that stand in sight, the lowest first, and then those that the program gave as links there. */
  addresses(): string[] {
    const { active } = this.term.buffer;
    let text = "";
    const [start, end] = [active.viewportY, active.viewportY + this.term.rows];
    for (let y = start; y < end; y++) {
      const line = active.getLine(y);
      if (!line?.isWrapped) text += "\n";
      text += line?.translateToString(true) ?? "";
    }
    return [...new Set([...addressesIn(text).reverse(), ...givenLinks(this.term, start, end).reverse()])].slice(
      0,
      MOST_LINKS,
    );
  }

  write(bytes: Uint8Array, done: () => void, whole: boolean): void {
    // Out of sight there is nothing to draw in between, and the timers that xterm.js waits for are rare.
    const pieces = whole || document.hidden ? [bytes] : writePieces(bytes);
    pieces.forEach((piece, at) => this.term.write(piece, at === pieces.length - 1 ? done : undefined));
  }

  /** In the course of what is written; the shell says when. */
  resize(size: TerminalSize): Omit<SizeReport, "number"> | undefined {
    return takeSize(this.term, size);
  }

  freeze(frozen: boolean): void {
    freeze(this.term, frozen);
  }

  setScrollback(rows: number): void {
    if (this.term.options.scrollback !== rows) this.term.options.scrollback = rows;
  }

  /**
   * What was printed without a terminal has bare line feeds; a terminal's own output must not be touched. A program may
   * have it otherwise later on, which is left alone.
   */
  setTty(tty: boolean): void {
    if (this.#tty === tty) return;
    this.#tty = tty;
    this.term.options.convertEol = !tty;
  }

  /** Where nothing listens, nothing is typed, and there is no cursor that would ask for it. */
  setListening(listening: boolean): void {
    if (this.term.options.disableStdin !== listening) return;
    this.term.options.disableStdin = !listening;
    this.term.options.cursorInactiveStyle = listening ? "outline" : "none";
    this.term.options.theme = this.#theme();
  }

  onInput(send: (input: SessionInput) => void): void {
    this.term.onData((data) => send({ kind: "text", data }));
    this.term.onBinary((data) => send({ kind: "binary", data }));
  }

  /** Puts the terminal into an element of the page; the first time it is drawn there. */
  mount(parent: HTMLElement): void {
    if (this.host.parentElement !== parent) parent.append(this.host);
    if (!this.#opened) {
      this.term.open(this.host);
      calmViewport(this.term);
    }
    this.#opened = true;
    this.#said.follow(this.host);
    this.#draw();
    // Anew: one that is taken out of the page and put back in the same frame was never out of sight for the observer.
    this.#sight.unobserve(this.host);
    this.#sight.observe(this.host);
  }

  hide(): void {
    // Taken out of the page with the keyboard, it would never learn that it has lost it.
    if (this.host.contains(document.activeElement)) this.term.blur();
    this.host.remove();
    this.#inSight = false;
    this.#draw();
  }

  #draw(): void {
    if (this.#wantsWebgl && this.#opened && this.host.isConnected) this.#webgl.begin();
    else this.#webgl.end();
    plainRows(this.term);
  }

  /** The size that would fill the pane; none while it is out of sight. */
  fitting(): TerminalSize | undefined {
    return this.#inSight ? this.#proposed() : undefined;
  }

  /** The size that it would have in an element; for a terminal that has shown nothing yet. */
  measureIn(room: HTMLElement): TerminalSize | undefined {
    this.mount(room);
    const proposed = this.#proposed();
    if (proposed) this.term.resize(proposed.columns, proposed.rows);
    this.hide();
    return proposed;
  }

  #proposed(): TerminalSize | undefined {
    if (this.host.clientHeight === 0) return undefined;
    const proposed = this.#fit.proposeDimensions();
    if (!proposed || !Number.isFinite(proposed.cols) || !Number.isFinite(proposed.rows)) return undefined;
    return { columns: proposed.cols, rows: proposed.rows };
  }

  /** A cursor that nothing listens to has the colour of the ground. */
  #theme(): TerminalLook["theme"] {
    const { theme } = this.#look;
    return this.term.options.disableStdin
      ? { ...theme, cursor: theme.background, cursorAccent: theme.foreground }
      : theme;
  }

  setLook(look: TerminalLook): void {
    this.#look = look;
    this.term.options = { ...optionsOf(look), theme: this.#theme() };
    Object.assign(Terminal.strings, look.words);
    // Named once, when it was opened.
    this.term.textarea?.setAttribute("aria-label", look.words.promptLabel);
    this.#said.follow(this.host);
    this.#wantsWebgl = look.webgl;
    this.#draw();
  }

  /** Made when somebody looks for something: it goes through the buffer whenever that changes. */
  get search(): SearchAddon {
    if (!this.#search) {
      this.#search = new SearchAddon({ highlightLimit: MOST_MATCHES });
      this.term.loadAddon(this.#search);
    }
    return this.#search;
  }

  /** The program has asked to be told what is pasted and what is typed. */
  get bracketsPastes(): boolean {
    return this.term.modes.bracketedPasteMode;
  }

  /** The program gets what the pointer does. */
  get listensToPointer(): boolean {
    return this.term.modes.mouseTrackingMode !== "none";
  }

  /** Where the cursor is in the window, in CSS pixels; in the middle where it has been scrolled out of sight. */
  cursorPlace(): { x: number; y: number } {
    const { active } = this.term.buffer;
    const row = active.baseY + active.cursorY - active.viewportY;
    const screen = (this.host.querySelector(".xterm-screen") ?? this.host).getBoundingClientRect();
    const x = screen.left + ((active.cursorX + 0.5) * screen.width) / this.term.cols;
    return {
      x,
      y: screen.top + ((row < this.term.rows ? row + 1 : this.term.rows / 2) * screen.height) / this.term.rows,
    };
  }

  paste(text: string): void {
    this.term.paste(text);
    this.term.focus();
  }

  /** The bell: a moment of another ground; not more than two in a second, whatever a program rings. */
  flash(): void {
    const { classList } = this.host;
    if (classList.contains("rung")) return;
    classList.add("rung");
    setTimeout(() => classList.remove("rung"), FLASH_MS);
  }

  /** Has a line of what was printed in sight, and selects it. It may be gone, or lie beneath a full-screen program. */
  showPrinted(place: TranscriptPlace): "shown" | "gone" | "covered" {
    const { normal, active } = this.term.buffer;
    const rows = rowsOf(normal, place);
    if (!rows) return "gone";
    if (active.type !== "normal") return "covered";
    this.term.scrollToLine(Math.max(0, rows.start - Math.floor(this.term.rows / 3)));
    this.term.selectLines(rows.start, rows.end);
    return "shown";
  }

  /** The whole buffer as text, without the blank ends of lines and of the screen. */
  text(): string {
    const { active } = this.term.buffer;
    const lines: string[] = [];
    for (let y = 0; y < active.length; y++) lines.push(active.getLine(y)?.translateToString(true) ?? "");
    return lines.join("\n").trimEnd();
  }

  dispose(): void {
    this.#sight.disconnect();
    this.#webgl.end();
    this.#said.dispose();
    this.term.dispose();
    this.host.remove();
  }
}
