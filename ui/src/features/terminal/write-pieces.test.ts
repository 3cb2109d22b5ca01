import { expect, it } from "vitest";
import { writePieces } from "./write-pieces";

const utf8 = (text: string) => new TextEncoder().encode(text);
const joined = (pieces: Uint8Array[]) => pieces.flatMap((piece) => [...piece]);

it.each(["a", "é", "漢", "🚢"])("cuts no %s", (character) => {
  for (const before of ["", "x", "xx", "xxx"]) {
    const bytes = utf8(before + character.repeat(20_000));
    const pieces = writePieces(bytes);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(16 * 1024);
    expect(joined(pieces)).toEqual([...bytes]);
    for (const piece of pieces) expect(() => new TextDecoder("utf-8", { fatal: true }).decode(piece)).not.toThrow();
  }
});

it("gives what is short, and what is no text, as it is", () => {
  expect(writePieces(utf8("abc"))).toEqual([utf8("abc")]);
  expect(writePieces(new Uint8Array())).toEqual([new Uint8Array()]);
  const strange = new Uint8Array(100_000).fill(0x80);
  expect(joined(writePieces(strange))).toEqual([...strange]);
});
