import { expect, it } from "vitest";
import { tall } from "./tall";

it("leaves ordinary lists alone", () => {
  const list = tall(200_000, 22, 500);
  expect(list).toMatchObject({ height: 4_400_000, scaled: false });
  expect(list.toList(123)).toBe(123);
});

it("reaches both ends of a list that no browser could scroll", () => {
  const [rows, row, view] = [5_000_000, 22, 500];
  const list = tall(rows, row, view);
  expect(list.scaled).toBe(true);
  expect(list.toList(0)).toBe(0);
  expect(list.toList(list.height - view)).toBeCloseTo(rows * row - view, 3);
  expect(list.toList(list.toScroll(1_234_567))).toBeCloseTo(1_234_567, 3);
});
