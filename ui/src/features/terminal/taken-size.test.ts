/** What a real xterm.js makes of its rows when it becomes narrower and all places for rows are taken. */
import { Terminal as Headless } from "@xterm/headless";
import type { Terminal } from "@xterm/xterm";
import { describe, expect, it } from "vitest";
import { takeSize } from "./taken-size";

const ROWS = 3;
const SCROLLBACK = 4;

/** Its rows after so many lines have scrolled away above one that is wrapped, and eight columns have become three. */
async function rowsWhenNarrow(before: number): Promise<(string | undefined)[]> {
  const term = new Headless({ allowProposedApi: true, cols: 8, rows: ROWS, scrollback: SCROLLBACK });
  const lines = Array.from({ length: before }, () => "\r\n").join("");
  await new Promise<void>((done) => term.write(`${lines}12345678\r\n1\r\n2\r\n3\r\n4\r\n5\r\nend`, done));
  const taken = takeSize(term as unknown as Terminal, { columns: 3, rows: ROWS });
  expect(taken).toMatchObject({ y: ROWS - 1, above: SCROLLBACK, length: ROWS + SCROLLBACK });
  const { normal } = term.buffer;
  return Array.from({ length: normal.length }, (_, y) => normal.getLine(y)?.translateToString(true));
}

describe("a narrower terminal whose rows are all taken", () => {
  it.each([0, 1, 2, 3, 7, 8, 20])("loses its first row, not the last, after %i lines", async (before) => {
    expect(await rowsWhenNarrow(before)).toEqual(["78", "1", "2", "3", "4", "5", "end"]);
  });
});

it("a cursor saved behind the last column is restored onto it, also in a wider terminal", async () => {
  const term = new Headless({ allowProposedApi: true, cols: 8, rows: ROWS, scrollback: SCROLLBACK });
  const write = (text: string) => new Promise<void>((done) => term.write(text, done));
  await write("12345678\x1b7");
  expect(takeSize(term as unknown as Terminal, { columns: 20, rows: ROWS })).toMatchObject({ savedX: [7, 0] });
  await write("\x1b8");
  expect(term.buffer.active.cursorX).toBe(7);
});
