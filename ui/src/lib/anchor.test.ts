import { expect, it } from "vitest";
import { anchorOf, shiftOf } from "./anchor";

const names = Array.from({ length: 100 }, (_, n) => `row ${n}`);

it("is the row with the keyboard where it is in sight, else the first in sight", () => {
  expect(anchorOf(names, 320, 300, 32, 12)).toEqual({ index: 12 });
  expect(anchorOf(names, 320, 300, 32, 50)).toEqual({ index: 10 });
  expect(anchorOf(names, 330, 300, 32, -1)).toEqual({ index: 11 });
  expect(anchorOf(names, 0, 300, 32, -1)).toBe(null);
  expect(anchorOf(names, 0, 300, 32, 2)).toEqual({ index: 2 });
  expect(anchorOf([], 10, 300, 32, 0)).toBe(null);
});

it("moves with rows that come and go above it, and not with those beneath", () => {
  const anchor = { index: 10 };
  expect(shiftOf(anchor, names, ["new", "newer", ...names], 32)).toBe(64);
  expect(shiftOf(anchor, names, names.slice(3), 32)).toBe(-96);
  expect(shiftOf(anchor, names, [...names, "new"], 32)).toBe(0);
  expect(shiftOf(anchor, names, names.toSpliced(10, 1), 32)).toBe(-32);
  expect(shiftOf(anchor, names, names.toSpliced(5, 6), 32)).toBe(-192);
  expect(shiftOf(anchor, names, [], 32)).toBe(0);
  expect(shiftOf(anchor, names, ["others"], 32)).toBe(0);
});
