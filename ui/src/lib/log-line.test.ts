import { expect, it } from "vitest";
import { clock, exactClock, logPieces, styleOf } from "./log-line";

const plain = (text: string) => ({ text, style: null });
const style = {
  ...{ color: null, ground: null, bold: false, dim: false, italic: false },
  ...{ underline: false, strike: false, inverse: false },
};

it("cuts spans where a match begins and ends, also across spans", () => {
  const red = { ...style, color: 1 };
  const pieces = logPieces({
    spans: [plain("ab"), { text: "cd", style: red }, plain("ef")],
    marks: [
      [1, 2],
      [5, 1],
    ],
  });
  expect(pieces.map(({ text, marked }) => (marked ? `[${text}]` : text))).toEqual(["a", "[b]", "[c]", "d", "e", "[f]"]);
  expect(pieces[2]?.style).toBe(red);
  expect(logPieces({ spans: [plain("whole")], marks: [] })).toEqual([
    { text: "whole", style: null, marked: false, current: false },
  ]);
});

it("draws neighbours as one mark, except for the one that was gone to", () => {
  const marks: [number, number][] = [
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ];
  const texts = (current?: number) =>
    logPieces({ spans: [plain("xxxxy")], marks }, current).map((one) => (one.current ? `[${one.text}]` : one.text));
  expect(texts()).toEqual(["xxxx", "y"]);
  expect(texts(2)).toEqual(["xx", "[x]", "x", "y"]);
});

it("shows what can't be seen, and leaves a tab one", () => {
  expect(logPieces({ spans: [plain("a\tb\u0007")], marks: [] })[0]?.text).toBe("a\tb\u2407");
});

it("dresses text in the colours of the terminal", () => {
  expect(styleOf(null)).toBe("");
  expect(styleOf({ ...style, color: 9, bold: true })).toBe("color:var(--ansi-bright-red);font-weight:700");
  expect(styleOf({ ...style, color: 0x1ff0080, underline: true, strike: true })).toBe(
    "color:#ff0080;text-decoration:underline line-through",
  );
  expect(styleOf({ ...style, color: 2, inverse: true })).toBe("color:var(--term);background:var(--ansi-green)");
});

it("says when a line was printed in this machine's time, and exactly", () => {
  const at = new Date(2026, 10, 26, 4, 2, 1, 7).getTime();
  expect(clock(at)).toBe("11-26 04:02:01.007");
  expect(exactClock(at, 12)).toMatch(/^2026-11-26T04:02:01\.007000012[+-]\d\d:\d\d$/);
});
