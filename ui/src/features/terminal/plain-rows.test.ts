import { Terminal } from "@xterm/xterm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { plainRows, type RowFactory } from "./plain-rows";

const COLUMNS = 40;
const ROWS = 12;

/** A bold `b` is wider than a cell, and so is each `M`. */
const width = (chars: string, bold: boolean): number =>
  bold && chars === "b" ? 9 : chars === "M" ? 9.5 : chars.length === 1 && chars < "\u0100" ? 8 : 7;

interface Factory extends RowFactory {
  handleSelectionChanged(
    start: [number, number] | undefined,
    end: [number, number] | undefined,
    columns: boolean,
  ): void;
}

interface Insides {
  _core: {
    _createRenderer(): object;
    _renderService: {
      setRenderer(renderer: object): void;
      _renderer: {
        value: {
          _rowFactory: Factory;
          _widthCache: { get: typeof width; clear(): void };
          _rowElements: HTMLElement[];
          dimensions: { css: { cell: { width: number } } };
          renderRows(start: number, end: number): void;
          _setCellUnderline(x: number, x2: number, y: number, y2: number, columns: number, enabled: boolean): void;
        };
      };
    };
    coreService: { isCursorInitialized: boolean };
    _bufferService: { buffer: { lines: { get(row: number): Parameters<RowFactory["createRow"]>[0] } } };
  };
}

let term: Terminal;
let cellWidth: number;
const insides = () => (term as unknown as Insides)._core;
const renderer = () => insides()._renderService._renderer.value;
const measure = vi.fn(width);

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ addListener: () => undefined, removeListener: () => undefined }));
  term = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  term.open(document.body.appendChild(document.createElement("div")));
  cellWidth = 8;
  measure.mockReset().mockImplementation(width);
  renderer()._widthCache.get = measure;
  renderer()._rowFactory.defaultSpacing = 0;
});

afterEach(() => {
  term.element?.parentElement?.remove();
  term.dispose();
  vi.unstubAllGlobals();
});

const written = (text: string) => new Promise<void>((done) => term.write(text, done));

type Row = Parameters<RowFactory["createRow"]>;

function draw(
  createRow: RowFactory["createRow"],
  y: number,
  more: { hasCursor?: boolean; link?: [number, number] } = {},
) {
  const line = insides()._bufferService.buffer.lines.get(y);
  const [from, to] = more.link ?? [-1, -1];
  const row: Row = [
    line,
    y,
    more.hasCursor ?? false,
    "block",
    "outline",
    3,
    false,
    cellWidth,
    renderer()._widthCache,
    from,
    to,
  ];
  return createRow(...row).map((element) => element.outerHTML);
}

/** As xterm.js alone draws it. */
function own(y: number, more = {}) {
  const factory = renderer()._rowFactory;
  const prototype = Object.getPrototypeOf(factory) as RowFactory;
  return draw(prototype.createRow.bind(factory), y, more);
}

const drawn = (y: number, more = {}) => draw(renderer()._rowFactory.createRow, y, more);

/** The same numbers for each seed. */
function dice(seed: number) {
  let state = seed * 2654435761 + 1;
  return (most: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % most;
  };
}

const TEXTS = [
  "plain text",
  "a",
  "b",
  "  ",
  "M",
  "é",
  "\u00ad",
  "€",
  "日本",
  "e\u0301",
  "😀",
  "\x1b[4C",
  "\x1b[3X",
  "\t",
];
const LOOKS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 21, 22, 23, 24, 27, 28, 31, 39, 42, 49, 53, 55, 93, 104];
const COLOURS = ["38;5;7", "48;5;200", "38;2;1;2;3", "48;2;9;9;9", "58;5;3", "4:3", "0"];

function screen(seed: number): string {
  const next = dice(seed);
  const pick = <T>(from: T[]) => from[next(from.length)] as T;
  // Every other has nothing but what is plain.
  const texts = seed % 2 ? TEXTS : TEXTS.slice(0, 4);
  let text = "\x1b[0m\x1b[H\x1b[2J";
  for (let y = 0; y < ROWS; y++) {
    for (let part = next(8); part > 0; part--) {
      if (next(2)) text += `\x1b[${next(4) ? pick(LOOKS) : pick(COLOURS)}m`;
      text += pick(texts);
    }
    text += `\x1b[K\x1b[${y + 2};1H`;
  }
  return text;
}

test("each row is drawn as by xterm.js alone", async () => {
  plainRows(term);
  let plain = 0;
  for (let seed = 0; seed < 200; seed++) {
    await written(screen(seed));
    for (let y = 0; y < ROWS; y++) {
      const expected = own(y);
      // The second time from what was learnt.
      for (const time of [1, 2]) {
        measure.mockClear();
        expect(drawn(y), `seed ${seed}, row ${y}, time ${time}`).toEqual(expected);
      }
      if (measure.mock.calls.length === 0 && expected.length > 0) plain++;
    }
  }
  // Others are drawn by xterm.js, which measures.
  expect(plain).toBeGreaterThan(400);
});

/** What is in the rows of the page, but for the last: the cursor is there. */
const shown = () =>
  renderer()
    ._rowElements.slice(0, ROWS - 1)
    .map((row) => [...row.children].map((element) => element.outerHTML));

const owned = () => Array.from({ length: ROWS - 1 }, (_, y) => own(term.buffer.active.viewportY + y));

const elements = () => renderer()._rowElements.map((row) => row.firstElementChild);

function drawAll(): void {
  renderer().dimensions.css.cell.width = cellWidth;
  renderer().renderRows(0, ROWS - 1);
}

test("rows that are drawn over others are as xterm.js alone draws them", async () => {
  plainRows(term);
  let stayed = 0;
  for (let seed = 0; seed < 200; seed++) {
    const first = screen(seed);
    for (const text of [first, first.replaceAll("plain text", "another text"), first.replaceAll("a", "c")]) {
      const before = elements();
      await written(text);
      drawAll();
      expect(shown(), `seed ${seed}`).toEqual(owned());
      stayed += elements().filter((element, y) => element && element === before[y]).length;
    }
  }
  expect(stayed).toBeGreaterThan(400);
});

test("a row that looks as it did keeps its elements, unless something else was drawn there", async () => {
  plainRows(term);
  let number = 0;
  const next = async (looks = "1;32") => {
    const before = elements()[1];
    await written(`\x1b[0m\x1b[H\x1b[2J\r\n\x1b[${looks}mgreen \x1b[0mplain ${number++}\x1b[${ROWS};1H`);
    drawAll();
    expect(shown()).toEqual(owned());
    return elements()[1] === before;
  };
  await next();
  await next();
  expect(await next()).toBe(true);
  expect(await next("31")).toBe(false);
  await next("31");
  expect(await next("31")).toBe(true);
  // A link under the pointer, and the row after it.
  renderer()._setCellUnderline(1, 4, 1, 1, COLUMNS, true);
  expect(shown()).not.toEqual(owned());
  expect(await next("31")).toBe(false);
  renderer()._setCellUnderline(1, 4, 1, 1, COLUMNS, false);
  expect(await next("31")).toBe(false);
  // The cursor, and a selection.
  insides().coreService.isCursorInitialized = true;
  await written("\x1b[2;3H");
  drawAll();
  expect(renderer()._rowElements[1]?.querySelector(".xterm-cursor")).not.toBeNull();
  expect(await next("31")).toBe(false);
  renderer()._rowFactory.handleSelectionChanged([1, 1], [4, 1], false);
  expect(await next("31")).toBe(false);
  renderer()._rowFactory.handleSelectionChanged(undefined, undefined, false);
  expect(await next("31")).toBe(false);
  expect(await next("31")).toBe(true);
  // Other widths have other spacing.
  cellWidth = 8.25;
  expect(await next("31")).toBe(false);
  expect(await next("31")).toBe(false);
  expect(await next("31")).toBe(true);
  measure.mockImplementation((chars) => (chars === "a" ? 7 : 8));
  renderer()._widthCache.clear();
  expect(await next("31")).toBe(false);
});

test("what lies over a row is drawn by xterm.js", async () => {
  plainRows(term);
  await written("\x1b[Hplain text\r\nand more\r\nand the last\r\n");
  drawn(0);
  for (const more of [{ hasCursor: true }, { link: [2, 4] as [number, number] }]) {
    expect(drawn(0, more)).toEqual(own(0, more));
    expect(drawn(0, more)).not.toEqual(own(0));
  }
  const factory = renderer()._rowFactory;
  /** The rows that xterm.js draws, which measures for it. */
  const leftWith = (start?: [number, number], end?: [number, number], columns = false) => {
    factory.handleSelectionChanged(start, end, columns);
    return [0, 1, 2].filter((y) => {
      expect(drawn(y)).toEqual(own(y));
      measure.mockClear();
      drawn(y);
      return measure.mock.calls.length > 0;
    });
  };
  expect(leftWith()).toEqual([]);
  for (const columns of [false, true]) {
    expect(leftWith([1, 0], [4, 0], columns)).toEqual([0]);
    expect(drawn(0)).toHaveLength(3);
    expect(leftWith([4, 0], [1, 1], columns)).toEqual([0, 1]);
    expect(leftWith([2, 1], [2, 2], columns)).toEqual([1, 2]);
    expect(leftWith([2, 4], [2, 9], columns)).toEqual([]);
  }
  // A click begins one that has no cells.
  expect(leftWith([2, 0], [2, 0])).toEqual([]);
  expect(leftWith([2, 0])).toEqual([]);
  const decoration = term.registerDecoration({
    marker: term.registerMarker(-3),
    x: 2,
    width: 3,
    backgroundColor: "#123456",
  });
  expect(drawn(0)).toEqual(own(0));
  expect(drawn(0)[2]).toContain("#123456");
  decoration?.dispose();
  expect(drawn(0)).toHaveLength(1);
  const joiner = term.registerCharacterJoiner(() => [[0, 5]]);
  expect(drawn(0)).toEqual(own(0));
  expect(drawn(0)).not.toHaveLength(1);
  term.deregisterCharacterJoiner(joiner);
  expect(drawn(0)).toHaveLength(1);
});

test("characters are measured anew when xterm.js does so", async () => {
  plainRows(term);
  await written("\x1b[Hplain text");
  expect(drawn(0)).toHaveLength(1);
  measure.mockImplementation((chars) => (chars === "a" ? 7 : 8));
  expect(drawn(0)).toHaveLength(1);
  renderer()._widthCache.clear();
  expect(drawn(0)).toHaveLength(3);
  expect(drawn(0)).toEqual(own(0));
});

test("cells of another width, or spacing for all, change what rows look like", async () => {
  plainRows(term);
  await written("\x1b[Hplain text \x1b[1mand more");
  for (const [cell, spacing] of [
    [8, 0],
    [8.25, 0],
    [8.25, 0.25],
    [8, 0.25],
    [8, 0],
  ] as const) {
    cellWidth = cell;
    renderer()._rowFactory.defaultSpacing = spacing;
    for (const time of [1, 2]) expect(drawn(0), `time ${time}`).toEqual(own(0));
    measure.mockClear();
    expect(drawn(0).join("").includes("letter-spacing")).toBe(cell - 8 !== spacing);
    expect(measure).not.toHaveBeenCalled();
  }
});

test("out of sight, where nothing has a width, rows are drawn by xterm.js", async () => {
  plainRows(term);
  await written("\x1b[Hplain text");
  measure.mockReturnValue(0);
  for (const time of [1, 2]) expect(drawn(0), `time ${time}`).toEqual(own(0));
  expect(drawn(0)[0]).toContain("letter-spacing: 8px");
  measure.mockImplementation(width);
  for (const time of [1, 2]) expect(drawn(0), `time ${time}`).toEqual(own(0));
  expect(drawn(0)[0]).not.toContain("letter-spacing");
  // What comes while it is hidden for a moment is plain afterwards.
  await written("\x1b[HPLAIN");
  measure.mockReturnValue(0);
  expect(drawn(0)).toEqual(own(0));
  measure.mockImplementation(width);
  for (const time of [1, 2]) expect(drawn(0), `time ${time}`).toEqual(own(0));
  measure.mockClear();
  drawn(0);
  expect(measure).not.toHaveBeenCalled();
});

test("what was learnt may be more than is kept", async () => {
  plainRows(term);
  for (let round = 0; round < 2; round++) {
    for (let from = 0; from < 256; from += COLUMNS) {
      const cells = Array.from({ length: COLUMNS }, (_, x) =>
        [0, 1, 3].map((kind) => `\x1b[0;${kind};38;5;${(from + x) % 256}mx`),
      );
      await written(
        `\x1b[H\x1b[2J${cells.map((cell) => cell[0]).join("")}\r\n${cells.map((cell) => cell[1]).join("")}\r\n${cells.map((cell) => cell[2]).join("")}`,
      );
      for (let y = 0; y < 3; y++) expect(drawn(y)).toEqual(own(y));
    }
  }
});

test("what has other insides is left as it is", () => {
  const factory = renderer()._rowFactory;
  const { createRow } = factory;
  const rows = renderer()._rowElements;
  plainRows({} as Terminal);
  Object.assign(renderer(), { _rowElements: undefined });
  plainRows(term);
  Object.assign(renderer(), { _rowElements: rows });
  term.options.minimumContrastRatio = 4.5;
  plainRows(term);
  term.options.minimumContrastRatio = 1;
  expect(factory.createRow).toBe(createRow);
  plainRows(term);
  const { createRow: taken } = factory;
  expect(taken).not.toBe(createRow);
  plainRows(term);
  expect(factory.createRow).toBe(taken);
  // As after WebGL.
  insides()._renderService.setRenderer(insides()._createRenderer());
  const { createRow: another } = renderer()._rowFactory;
  plainRows(term);
  expect(renderer()._rowFactory.createRow).not.toBe(another);
});
