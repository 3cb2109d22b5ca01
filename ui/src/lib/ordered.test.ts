import { describe, expect, it } from "vitest";
import { ordered } from "./ordered";

describe("an order", () => {
  const cases: [string, number[]][] = [
    ["few", [3, 1, 2]],
    ["equals", [1, 0, 1, 0, 1, 1, 0]],
    ["below nought", [-5, 3, -5, 0, -1, 3]],
    ["sizes", [1.5e12, 7, 1.5e12, 9e11, 0]],
    ["more than can be made one", [Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER - 1, 1]],
    ["no whole numbers", [0.5, 0.25, 0.5, -0.125]],
    ["nothing", []],
    ["many", Array.from({ length: 3000 }, (_, at) => (at * 7919) % 500)],
  ];
  it.each(cases)("of %s is that of a stable sort, both ways", (_, values) => {
    const stable = (sign: number) =>
      values.map((value, place) => ({ value, place })).sort((a, b) => sign * (a.value - b.value));
    for (const descending of [false, true])
      expect(ordered(values, descending)).toEqual(stable(descending ? -1 : 1).map(({ place }) => place));
  });
});
