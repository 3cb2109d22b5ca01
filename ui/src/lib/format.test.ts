import { describe, expect, it } from "vitest";
import { elapsed, humanDuration, humanSize, shortId } from "./format";

describe("humanSize", () => {
  it.each([
    [0, "0B"],
    [1, "1B"],
    [999, "999B"],
    [1000, "1kB"],
    [13_256, "13.3kB"],
    [9_070, "9.07kB"],
    [174_000_000, "174MB"],
    [252_239_692, "252MB"],
    [1_210_000_000, "1.21GB"],
    [4_261_550, "4.26MB"],
    [1_048_576, "1.05MB"],
    // Go's %.3g turns what rounds up to four digits into an exponent, and so does docker.
    [999_999, "1e+03kB"],
  ])("%i bytes are %s", (bytes, text) => expect(humanSize(bytes)).toBe(text));

  it("prints four digits where a pull does", () => expect(humanSize(12_345_678, 4)).toBe("12.35MB"));
});

describe("humanDuration", () => {
  const HOUR = 3600;
  const DAY = 24 * HOUR;
  it.each([
    [-5, "instant", 0, false],
    [0.9, "instant", 0, false],
    [1, "second", 1, false],
    [59, "second", 59, false],
    [60, "minute", 1, true],
    [120, "minute", 2, false],
    [59 * 60 + 59, "minute", 59, false],
    [HOUR, "hour", 1, true],
    [1.6 * HOUR, "hour", 2, false],
    [47 * HOUR, "hour", 47, false],
    [48 * HOUR, "day", 2, false],
    [13 * DAY, "day", 13, false],
    [14 * DAY, "week", 2, false],
    [59 * DAY, "week", 8, false],
    [60 * DAY, "month", 2, false],
    [729 * DAY, "month", 24, false],
    [730 * DAY, "year", 2, false],
    [5 * 365 * DAY, "year", 5, false],
  ])("%d seconds", (seconds, unit, count, rounded) => expect(humanDuration(seconds)).toEqual({ unit, count, rounded }));
});

it("shortens ids", () => {
  expect(shortId("sha256:269ffb1d6de06cee0123")).toBe("269ffb1d6de0");
  expect(shortId("7f3c1a2b9d8e7f6a")).toBe("7f3c1a2b9d8e");
});

it("says how long work took", () => {
  expect(elapsed(512)).toBe("0.5\u00a0s");
  expect(elapsed(42_400)).toBe("42\u00a0s");
  expect(elapsed(185_000)).toBe("3\u00a0min 05\u00a0s");
});
