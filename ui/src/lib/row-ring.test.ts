import { expect, it } from "vitest";
import { RowRing } from "./row-ring";

const keys = (ring: RowRing, from: number, end: number, size = 10) => ring.rows(from, end, size).map(({ key }) => key);
const byIndex = (ring: RowRing, from: number, end: number) =>
  new Map(ring.rows(from, end, 10).map(({ index, key }) => [index, key]));

it("keeps the element of a row that stays, and gives that of one that has left to one that comes", () => {
  const ring = new RowRing();
  const before = byIndex(ring, 0, 10);
  const after = byIndex(ring, 3, 13);
  for (let index = 3; index < 10; index++) expect(after.get(index)).toBe(before.get(index));
  expect([10, 11, 12].map((index) => after.get(index))).toEqual([0, 1, 2].map((index) => before.get(index)));
});

it("draws what is leapt to in the order in which the elements stand", () => {
  const ring = new RowRing();
  keys(ring, 0, 10);
  const scrolled = keys(ring, 3, 13);
  expect(keys(ring, 50_007, 50_017)).toEqual(scrolled);
  expect(keys(ring, 1_000_000, 1_000_010)).toEqual(scrolled);
  expect(keys(ring, 20, 30)).toEqual(scrolled);
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
  ] as const) {
    const given = keys(ring, from, end);
    expect(new Set(given).size).toBe(end - from);
  }
  expect(keys(ring, 5, 5)).toEqual([]);
  expect(new Set(keys(ring, 2, 20, 18)).size).toBe(18);
});
