import { expect, it, vi } from "vitest";
import { contrast, legible } from "./legible";

const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const ground = [0x09, 0x0d, 0x12];

it("works a colour out once, for each part of it that is left", () => {
  const rounded = vi.spyOn(Math, "round");
  const found = legible("#000050", 1);
  expect(contrast(rgb(found), ground)).toBeGreaterThanOrEqual(3);
  expect(rounded).toHaveBeenCalled();
  rounded.mockClear();
  expect(legible("#000050", 1)).toBe(found);
  expect(rounded).not.toHaveBeenCalled();
  expect(legible("#000050", 0.5)).not.toBe(found);
  rounded.mockRestore();
});

it("keeps no more of them than a program has colours", () => {
  const first = legible("#000001", 1);
  for (let blue = 0; blue < 5000; blue++) legible(`#${blue.toString(16).padStart(6, "0")}`, 1);
  const rounded = vi.spyOn(Math, "round");
  expect(legible("#000001", 1)).toBe(first);
  expect(rounded).toHaveBeenCalled();
  rounded.mockRestore();
});
