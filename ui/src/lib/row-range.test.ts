import { expect, it } from "vitest";
import { covering, nearer, within, type Range } from "./row-range";

const range = (from: number, end: number): Range => ({ from, end });

/** A list of 1000 rows of which 20 are in sight from `first` on, with a page above and below. */
const at = (first: number) => ({
  sight: range(first, first + 20),
  wanted: range(Math.max(0, first - 20), Math.min(1000, first + 40)),
});

/** What is drawn when somebody scrolls to `first`. */
function to(first: number, drawn: Range) {
  const { sight, wanted } = at(first);
  return covering(drawn, sight, wanted);
}

it("draws nothing anew where what is in sight is drawn", () => {
  const drawn = range(80, 140);
  expect(to(100, drawn)).toBe(drawn);
  expect(to(119, drawn)).toBe(drawn);
  expect(to(81, drawn)).toBe(drawn);
});

it("draws what is missing at once, and no more rows than before", () => {
  expect(to(125, range(80, 140))).toEqual(range(85, 145));
  expect(to(75, range(80, 140))).toEqual(range(75, 135));
  expect(to(97, range(100, 120))).toEqual(range(97, 120));
  expect(to(103, range(100, 120))).toEqual(range(100, 123));
});

it("draws nothing but what is in sight where most of that is missing", () => {
  expect(to(131, range(80, 140))).toEqual(range(131, 151));
  expect(to(500, range(80, 140))).toEqual(range(500, 520));
  expect(to(60, range(80, 140))).toEqual(range(60, 80));
  expect(to(0, range(0, 0))).toEqual(range(0, 20));
});

it("comes nearer to what is wanted by so many rows above and below", () => {
  const { wanted } = at(100);
  let drawn = range(100, 120);
  drawn = nearer(drawn, wanted, 3);
  expect(drawn).toEqual(range(97, 123));
  for (let frame = 0; frame < 6; frame += 1) drawn = nearer(drawn, wanted, 3);
  expect(drawn).toEqual(wanted);
  expect(nearer(drawn, at(104).wanted, 3)).toEqual(range(83, 143));
});

it("ends with the list", () => {
  const drawn = range(80, 140);
  expect(within(drawn, 1000)).toBe(drawn);
  expect(within(drawn, 100)).toEqual(range(80, 100));
  expect(within(drawn, 50)).toEqual(range(50, 50));
});

it("always draws what is in sight, and of the rest no more than is wanted", () => {
  let seed = 11;
  const upTo = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
  let drawn = range(0, 0);
  let first = 0;
  for (let times = 0; times < 3000; times += 1) {
    first = upTo(4) ? Math.max(0, Math.min(980, first + upTo(31) - 15)) : upTo(981);
    const { sight, wanted } = at(first);
    drawn = covering(drawn, sight, wanted);
    if (upTo(2)) drawn = nearer(drawn, wanted, 3);
    expect(drawn.from).toBeLessThanOrEqual(sight.from);
    expect(drawn.end).toBeGreaterThanOrEqual(sight.end);
    expect(drawn.end - drawn.from).toBeLessThanOrEqual(60);
    expect(drawn.from).toBeGreaterThanOrEqual(0);
    expect(drawn.end).toBeLessThanOrEqual(1000);
  }
});
