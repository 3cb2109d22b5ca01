import { expect, it } from "vitest";
import type { HistoryEntry } from "$/ipc/bindings";
import { stepOfLayer } from "./layer-steps";

const steps = (...sizes: number[]): HistoryEntry[] =>
  sizes.map((size) => ({ id: null, created: 0, createdBy: "", size, comment: "", tags: [] }));

it("knows the step of a layer where steps that weigh something are as many", () => {
  const history = steps(0, 20, 0, 10, 30);
  expect([0, 1, 2, 3].map((layer) => stepOfLayer(history, 3, layer))).toEqual([4, 3, 1, null]);
});

it("knows it where every step made one", () => {
  expect(stepOfLayer(steps(0, 5), 2, 1)).toBe(0);
});

it("does not guess", () => {
  expect(stepOfLayer(steps(0, 20, 0), 2, 0)).toBeNull();
  expect(stepOfLayer(steps(20), undefined, 0)).toBeNull();
});
