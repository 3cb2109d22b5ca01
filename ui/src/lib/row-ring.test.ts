import { expect, it } from "vitest";
import { RowRing, withHeld } from "./row-ring";

const keys = (ring: RowRing, from: number, end: number) => ring.rows(from, end).map(({ key }) => key);

it("keeps the element of a row that stays, and gives that of one that has left to one that comes", () => {
  const ring = new RowRing();
  const before = keys(ring, 0, 10);
  expect(keys(ring, 3, 13)).toEqual([...before.slice(3), ...before.slice(0, 3)]);
  expect(keys(ring, 0, 10)).toEqual([...before.slice(0, 3), ...before.slice(3)]);
});

it("draws what is leapt to in the order in which the elements stand", () => {
  const ring = new RowRing();
  keys(ring, 0, 10);
  const scrolled = keys(ring, 3, 13);
  expect(keys(ring, 50_007, 50_017)).toEqual(scrolled);
  expect(keys(ring, 20, 30)).toEqual(scrolled);
});

it("keeps them too where more or fewer are drawn around what is in sight", () => {
  const ring = new RowRing();
  const few = keys(ring, 20, 30);
  const many = keys(ring, 10, 40);
  expect(many.slice(10, 20)).toEqual(few);
  expect(keys(ring, 22, 28)).toEqual(few.slice(2, 8));
});

it("never gives two rows the same element", () => {
  const ring = new RowRing();
  for (const [from, end] of [
    [0, 4],
    [0, 10],
    [9, 19],
    [19, 20],
    [500, 500],
    [3, 13],
    [0, 7],
    [0, 40],
  ] as const) {
    const given = keys(ring, from, end);
    expect(new Set(given).size).toBe(end - from);
  }
});

it("keeps a line's element wherever the line is, and gives it to no other, while it is held", () => {
  const ring = new RowRing();
  const line = (before: number) => (index: number) => index - before;
  const held = (from: number, end: number, above: number) =>
    new Map(ring.rows(from, end, line(above)).map(({ index, key }) => [line(above)(index), key]));
  ring.rows(0, 10);
  const first = held(0, 10, 0);
  // Others come above it, and below.
  const later = held(0, 14, 2);
  for (const [number, key] of first) expect(later.get(number)).toBe(key);
  // Scrolled up and down: an element of one that went is not moved to one that comes.
  const up = held(0, 8, 6);
  expect(up.get(0)).toBe(first.get(0));
  expect([...up].filter(([number]) => number < -2).some(([, key]) => [...later.values()].includes(key))).toBe(false);
});

it("draws what is held beside what is in sight, where that is not far", () => {
  const sight = { from: 100, to: 150 };
  expect(withHeld(sight, null, 1000)).toEqual(sight);
  expect(withHeld(sight, { from: 90, to: 95 }, 1000)).toEqual({ from: 90, to: 150 });
  expect(withHeld(sight, { from: 149, to: 300 }, 200)).toEqual({ from: 100, to: 200 });
  expect(withHeld(sight, { from: 900, to: 901 }, 1000)).toEqual(sight);
});
