import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { contrast } from "./legible";
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
  const pieces = logPieces({ spans: [plain("a\tb\u0007c")], marks: [[2, 2]] });
  expect(pieces.map(({ text, raw, marked }) => [text, raw, marked])).toEqual([
    ["a\t", undefined, false],
    ["b", undefined, true],
    ["\u2407", "\u0007", true],
    ["c", undefined, false],
  ]);
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

it("knows a joiner by its neighbours, also where these have another colour or are found", () => {
  const spans = [plain("می"), { text: "\u200c", style: { ...style, color: 1 } }, plain("خواهم")];
  expect(logPieces({ spans, marks: [[0, 2]] }).every(({ raw }) => raw === undefined)).toBe(true);
});

const css = (name: string) => readFileSync(`src/styles/${name}.css`, "utf8");
const sheets = [css("ansi"), css("printed")].join("\n");
const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** What a stylesheet or a style has as a colour. */
function colour(value: string): number[] {
  const token = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  if (!token) return rgb(value);
  // The dock's ground is dark in both themes: the last one.
  const found = [...`${css("tokens")}\n${sheets}`.matchAll(new RegExp(`${token}: ([^;]+);`, "g"))].at(-1)?.[1];
  return colour(found ?? "none");
}
const ground = colour("var(--term)");
const mix = (front: number[], back: number[], part: number) =>
  front.map((channel, at) => channel * part + (back[at] ?? 0) * (1 - part));
const part = (css: string, what: string) => new RegExp(`(?:^|;)${what}:([^;]+)`).exec(css)?.[1];
const CHOSEN = [0, 0x80, 0xff].flatMap((red) => [0, 0x80, 0xff].map((blue) => 0x1000000 + (red << 16) + blue));
const ALL = [...Array.from({ length: 16 }, (_, at) => at), ...CHOSEN];

it("writes in no colour that can't be read on the ground of a log, also dim or with the two changed over", () => {
  for (const color of ALL) {
    for (const dim of [false, true]) {
      const css = styleOf({ ...style, color, dim });
      const seen = mix(colour(part(css, "color") ?? ""), ground, Number(part(css, "opacity") ?? 1));
      expect(contrast(seen, ground), css).toBeGreaterThanOrEqual(3);
    }
    const css = styleOf({ ...style, color, inverse: true });
    expect(contrast(ground, colour(part(css, "background") ?? "")), css).toBeGreaterThanOrEqual(3);
  }
  // A program that names both means both.
  expect(styleOf({ ...style, color: 0, ground: 3 })).toBe("color:var(--ansi-black);background:var(--ansi-yellow)");
});

it("marks a match on any ground, in a colour that is legible there", () => {
  const marked = mix(colour("var(--ansi-yellow)"), ground, 0.34);
  expect(sheets).toContain("background: color-mix(in srgb, var(--ansi-yellow) 34%, var(--term))");
  for (const color of [null, ...ALL]) {
    for (const ground of [null, 3, 7, 0x1f0f0f0]) {
      for (const inverse of [false, true]) {
        const css = styleOf({ ...style, color, ground, inverse, dim: inverse }, true);
        expect(css).not.toMatch(/background|opacity/);
        expect(contrast(colour(part(css, "color") ?? "var(--term-ink)"), marked), css).toBeGreaterThanOrEqual(3);
      }
    }
  }
  expect(styleOf({ ...style, color: 1, bold: true }, true)).toBe("color:var(--ansi-red);font-weight:700");
});

it("tells twelve containers apart by colours that are seen", () => {
  const hues = Array.from({ length: 12 }, (_, at) => colour(`var(--log-${at})`));
  expect(new Set(hues.map(String)).size).toBe(12);
  for (const hue of hues) expect(contrast(hue, ground)).toBeGreaterThanOrEqual(4.5);
});
