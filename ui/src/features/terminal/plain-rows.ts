/**
 * xterm.js 6.0.0 draws a row cell by cell (`DomRendererRowFactory`) and makes some 10 KB of garbage for each: most of a
 * page's work while much is printed. Here a row of plain characters is drawn run by run, with elements that are copies of its
 * own: what a run looks like is learnt from the first row that has one like it. Where a row looks as what it shows already, its
 * elements stay and get another text, which spares the web view making and styling new ones. Rows with anything else stay with
 * xterm.js: the cursor, a link under the pointer, selected cells, decorations, joined characters, characters beyond Latin-1
 * or of another width than most, what is underlined, overlined or invisible, colours beyond the 256. Where a version has
 * its insides somewhere else, all rows do.
 *
 * What a run looks like depends on two options as well, which a terminal of ours never changes:
 * `minimumContrastRatio` and `drawBoldTextInBrightColors`.
 */
import type { Terminal } from "@xterm/xterm";

/** A row of the buffer. Three numbers for each cell: content, foreground, background. */
interface Line {
  _data?: Uint32Array;
  getNoBgTrimmedLength(): number;
}

/** How wide characters are drawn, in CSS pixels. */
interface Widths {
  get(chars: string, bold: boolean, italic: boolean): number;
  clear(): void;
}

type Cursor = [style: unknown, inactiveStyle: unknown, column: number, blinks: boolean];

type CreateRow = (
  line: Line,
  row: number,
  hasCursor: boolean,
  ...rest: [...Cursor, cellWidth: number, widths: Widths, linkStart: number, linkEnd: number]
) => HTMLSpanElement[];

export interface RowFactory {
  createRow: CreateRow;
  defaultSpacing: number;
  /** Column and row of the buffer. One that is begun by a click and has no cells yet has them too. */
  _selectionStart?: [number, number];
  _selectionEnd?: [number, number];
  _characterJoinerService?: { _characterJoiners?: unknown[] };
  _decorationService?: { _decorations?: { forEachByKey(row: number, callback: () => void): void } };
}

/** xterm.js's own, which has an element for each row of the screen and puts into it what the factory creates. */
interface Renderer {
  _rowFactory: RowFactory;
  _widthCache: Widths;
  _rowElements: HTMLElement[];
  _bufferService: {
    /** Rows of the buffer: the first of the screen, the cursor's on the screen, and the first in sight. */
    buffer: { ybase: number; y: number; ydisp: number; lines: { get(row: number): Line | undefined } };
  };
  dimensions: { css: { cell: { width: number } } };
  renderRows(start: number, end: number): void;
}

interface Insides {
  _core?: { _renderService?: { _renderer?: { value?: Partial<Renderer> } } };
}

/** The elements that were made for a row: where each run begins, its foreground and background, and the elements of all. */
interface Drawn {
  runs: number[];
  elements: HTMLSpanElement[];
}

const CODE = 0x1fffff;
const COMBINED = 0x200000;
const WIDTH_SHIFT = 22;
const COLOUR_MODE = 0x3000000;
const RGB = 0x3000000;
const BOLD = 0x8000000;
/** Underlined or invisible. */
const OTHER_FOREGROUND = 0x50000000;
const ITALIC = 0x4000000;
/** Overlined, or with more that is kept elsewhere. */
const OTHER_BACKGROUND = 0x50000000;

/** Characters that are looked at: Latin-1. */
const CODES = 256;

/** Looks of a run that are kept. A program seldom has more than a dozen. */
const LOOKS_MAX = 500;

const FITS = 1;
const FITS_NOT = 2;

/** Of a terminal that has been opened. What is drawn by other means is left alone, so call it whenever that changes. */
export function plainRows(term: Terminal): void {
  const renderer = (term as unknown as Insides)._core?._renderService?._renderer?.value;
  // With a contrast to be kept, what a run looks like depends on its first character and on the theme.
  if (!isKnown(renderer) || term.options.minimumContrastRatio !== 1) return;
  const { _rowFactory: factory, _widthCache: widths } = renderer;
  if (Object.hasOwn(factory, "createRow")) return;
  const rows = new PlainRows(renderer);
  const clear = widths.clear.bind(widths);
  widths.clear = () => {
    clear();
    rows.forget();
  };
}

function isKnown(renderer: Partial<Renderer> | undefined): renderer is Renderer {
  const { _rowFactory: factory, _widthCache, _rowElements, _bufferService, dimensions } = renderer ?? {};
  const isFactoryKnown =
    factory?._characterJoinerService?._characterJoiners && factory._decorationService?._decorations?.forEachByKey;
  const areRowsKnown = _rowElements && _bufferService?.buffer.lines && dimensions?.css.cell && renderer?.renderRows;
  return Boolean(isFactoryKnown && areRowsKnown && _widthCache);
}

class PlainRows {
  readonly #renderer: Renderer;
  readonly #factory: RowFactory;
  readonly #own: CreateRow;
  /** By the element of a row: what was last made for it. It may be there no more. */
  #made = new WeakMap<HTMLElement, Drawn>();
  /** What was made last; none where xterm.js has made something since. */
  #last: Drawn | undefined;
  /** By foreground and background: an element without its text. */
  readonly #looks = new Map<number, Map<number, HTMLSpanElement>>();
  #count = 0;

  /** Whether a character is as wide as most; bold and italic ones behind the others. 0: not known. */
  readonly #fits = new Uint8Array(4 * CODES);
  /** How wide most are; 0 where that is not known, as while the terminal is out of sight. */
  #common = 0;
  #cellWidth = 0;
  #spacing = 0;

  /** Of the row at hand. */
  readonly #codes: number[] = [];
  /** Where its runs begin, and the foreground and background of each. */
  readonly #runs: number[] = [];

  constructor(renderer: Renderer) {
    const factory = renderer._rowFactory;
    this.#renderer = renderer;
    this.#factory = factory;
    this.#own = factory.createRow.bind(factory);
    factory.createRow = (line, row, hasCursor, ...rest) => {
      const [, , , , cellWidth, widths, linkStart] = rest;
      const isPlain = !hasCursor && linkStart === -1 && this.#isBare(row) && this.#read(line, cellWidth, widths);
      this.#last = isPlain ? this.#drawn() : undefined;
      return this.#last?.elements ?? this.#learn(this.#own(line, row, hasCursor, ...rest), isPlain);
    };
    const renderRows = renderer.renderRows.bind(renderer);
    renderer.renderRows = (start, end) => {
      for (let y = start; y <= end; y++) {
        if (this.#drawAgain(y)) continue;
        this.#last = undefined;
        renderRows(y, y);
        const element = renderer._rowElements[y];
        if (element && this.#last) this.#made.set(element, this.#last);
      }
    };
  }

  /** Gives a row's elements another text. False where the row, or what it was, is not like that. */
  #drawAgain(y: number): boolean {
    const { _bufferService, _rowElements, _widthCache, dimensions } = this.#renderer;
    const { ybase, y: cursor, ydisp, lines } = _bufferService.buffer;
    const element = _rowElements[y];
    const row = y + ydisp;
    const line = lines.get(row);
    if (!element || !line || row === ybase + cursor || !this.#isBare(row)) return false;
    // Before what was made is looked at: it is forgotten where characters have another width.
    if (!this.#made.has(element) || !this.#read(line, dimensions.css.cell.width, _widthCache)) return false;
    const made = this.#made.get(element);
    const runs = this.#runs;
    if (made?.runs.length !== runs.length) return false;
    if (made.elements.length !== element.childNodes.length || made.elements[0] !== (element.firstChild ?? undefined))
      return false;
    for (let at = 0; at < runs.length; at += 3)
      if (made.runs[at + 1] !== runs[at + 1] || made.runs[at + 2] !== runs[at + 2]) return false;
    this.#texts().forEach((text, run) => {
      const node = made.elements[run]?.firstChild as Text;
      if (node.data !== text) node.data = text;
    });
    return true;
  }

  /** Characters may be of another width, and their looks have other spacing. */
  forget(): void {
    this.#common = 0;
    this.#fits.fill(0);
    this.#looks.clear();
    this.#count = 0;
    this.#made = new WeakMap();
  }

  /** Nothing lies over it that does not come from its cells. */
  #isBare(row: number): boolean {
    const { _selectionStart: start, _selectionEnd: end, _characterJoinerService, _decorationService } = this.#factory;
    const isEmpty = start?.[0] === end?.[0] && start?.[1] === end?.[1];
    if (start && end && !isEmpty && row >= start[1] && row <= end[1]) return false;
    if (_characterJoinerService?._characterJoiners?.length !== 0) return false;
    let isDecorated = false;
    _decorationService?._decorations?.forEachByKey(row, () => (isDecorated = true));
    return !isDecorated;
  }

  /** False where there is something in it that is not plain. */
  #read(line: Line, cellWidth: number, widths: Widths): boolean {
    const data = line._data;
    if (!data) return false;
    if (cellWidth !== this.#cellWidth || this.#factory.defaultSpacing !== this.#spacing) {
      this.#cellWidth = cellWidth;
      this.#spacing = this.#factory.defaultSpacing;
      this.forget();
    }
    // xterm.js takes it for the common one as well.
    this.#common ||= widths.get("W", false, false);
    if (!this.#common) return false;
    const length = line.getNoBgTrimmedLength();
    this.#codes.length = length;
    this.#runs.length = 0;
    let [fg, bg] = [-1, -1];
    let variant = 0;
    for (let x = 0; x < length; x++) {
      const content = data[3 * x] ?? 0;
      // What is empty is drawn as a blank.
      const code = content & CODE || 32;
      if (content & COMBINED || content >>> WIDTH_SHIFT !== 1 || code >= CODES) return false;
      if (data[3 * x + 1] !== fg || data[3 * x + 2] !== bg) {
        fg = data[3 * x + 1] ?? 0;
        bg = data[3 * x + 2] ?? 0;
        if (fg & OTHER_FOREGROUND || bg & OTHER_BACKGROUND) return false;
        if ((fg & COLOUR_MODE) === RGB || (bg & COLOUR_MODE) === RGB) return false;
        variant = (fg & BOLD ? CODES : 0) + (bg & ITALIC ? 2 * CODES : 0);
        this.#runs.push(x, fg, bg);
      }
      if (this.#fits[variant + code] !== FITS && !this.#measure(variant, code, widths)) return false;
      this.#codes[x] = code;
    }
    return true;
  }

  #measure(variant: number, code: number, widths: Widths): boolean {
    if (this.#fits[variant + code] === 0) {
      const width = widths.get(String.fromCharCode(code), (variant & CODES) !== 0, (variant & (2 * CODES)) !== 0);
      // Out of sight nothing has one, and xterm.js does not remember that either.
      if (width === 0) return false;
      this.#fits[variant + code] = width === this.#common ? FITS : FITS_NOT;
    }
    return this.#fits[variant + code] === FITS;
  }

  /** The texts of the runs of the row that was read. */
  #texts(): string[] {
    const text = String.fromCharCode(...this.#codes);
    const texts: string[] = [];
    for (let at = 0; at < this.#runs.length; at += 3)
      texts.push(text.slice(this.#runs[at], this.#runs[at + 3] ?? text.length));
    return texts;
  }

  /** Elements for the row that was read; none where it looks like nothing yet. */
  #drawn(): Drawn | undefined {
    const runs = this.#runs;
    const looks: HTMLSpanElement[] = [];
    for (let at = 0; at < runs.length; at += 3) {
      const look = this.#looks.get(runs[at + 1] ?? 0)?.get(runs[at + 2] ?? 0);
      if (!look) return undefined;
      looks.push(look);
    }
    const texts = this.#texts();
    const elements = looks.map((look, run) => {
      const element = look.cloneNode() as HTMLSpanElement;
      element.textContent = texts[run] ?? "";
      return element;
    });
    return { runs: [...runs], elements };
  }

  /** What the runs of the row that was read look like. */
  #learn(elements: HTMLSpanElement[], wasRead: boolean): HTMLSpanElement[] {
    const runs = this.#runs;
    if (!wasRead || elements.length !== runs.length / 3) return elements;
    for (const [run, element] of elements.entries()) {
      const [fg, bg] = [runs[3 * run + 1] ?? 0, runs[3 * run + 2] ?? 0];
      if (this.#looks.get(fg)?.has(bg)) continue;
      if (this.#count === LOOKS_MAX) this.forget();
      const looks = this.#looks.get(fg) ?? new Map<number, HTMLSpanElement>();
      this.#looks.set(fg, looks.set(bg, element.cloneNode() as HTMLSpanElement));
      this.#count++;
    }
    return elements;
  }
}
