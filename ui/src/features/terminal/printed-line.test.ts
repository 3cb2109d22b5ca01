/** Lines found in a real buffer, without a screen. */
import { Terminal } from "@xterm/headless";
import { expect, it } from "vitest";
import { rowsOf } from "./printed-line";

async function terminal(text: string, scrollback = 100): Promise<Terminal> {
  const term = new Terminal({ cols: 10, rows: 4, scrollback, allowProposedApi: true });
  await new Promise<void>((done) => term.write(text, done));
  return term;
}

const place = (text: string, later = 0, cut = false) => ({ text, later, cut });

it("finds a line by what it says, and tells those apart that say the same", async () => {
  const { buffer } = await terminal("same\r\nother\r\nsame  \r\n\u001b[31mred\u001b[0m\r\n$ ");
  expect(rowsOf(buffer.normal, place("same"))).toEqual({ start: 2, end: 2 });
  expect(rowsOf(buffer.normal, place("same", 1))).toEqual({ start: 0, end: 0 });
  expect(rowsOf(buffer.normal, place("same", 2))).toBeNull();
  expect(rowsOf(buffer.normal, place("red"))).toEqual({ start: 3, end: 3 });
  expect(rowsOf(buffer.normal, place("sam"))).toBeNull();
});

it("finds a line that takes several rows", async () => {
  const long = "0123456789abcdefghij  k";
  const { buffer } = await terminal(`one\r\n${long}\r\ntwo`);
  expect(rowsOf(buffer.normal, place(long))).toEqual({ start: 1, end: 3 });
  expect(rowsOf(buffer.normal, place(long.slice(0, 12), 0, true))).toEqual({ start: 1, end: 3 });
  expect(rowsOf(buffer.normal, place("two"))).toEqual({ start: 4, end: 4 });
});

it("finds a line in which a wide character had no room at the end of a row", async () => {
  const { buffer } = await terminal("123456789世界\r\nend");
  expect(rowsOf(buffer.normal, place("123456789世界"))).toEqual({ start: 0, end: 1 });
});

it("does not find what has left the terminal", async () => {
  const { buffer } = await terminal(Array.from({ length: 50 }, (_, n) => `line ${n}\r\n`).join(""), 5);
  expect(rowsOf(buffer.normal, place("line 3"))).toBeNull();
  expect(rowsOf(buffer.normal, place("line 47"))).not.toBeNull();
});
