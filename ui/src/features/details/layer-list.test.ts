import { expect, it } from "vitest";
import type { HistoryEntry, ImageHistory, Sharing } from "$/ipc/bindings";
import { shared, shareOf, sharersOf, stepOfLayer } from "./layer-list";

const step = (size: number, index: number | null): HistoryEntry => ({
  id: null,
  created: 0,
  createdBy: "",
  instruction: { keyword: null, text: "", arguments: [], shell: null },
  more: false,
  secret: "none",
  size,
  total: 0,
  comment: "",
  tags: [],
  layer: index === null ? { is: "none" } : { is: "made", index },
});
const history = (steps: HistoryEntry[]): ImageHistory => ({ steps, layers: [], size: 0 });
const other = (id: string, layers: number): Sharing => ({ id, names: [], layers });

it("finds the step of a layer, and does not guess", () => {
  const steps = [step(0, null), step(20, 1), step(10, 0)];
  expect([0, 1, 2].map((layer) => stepOfLayer(steps, layer))).toEqual([2, 1, null]);
});

it("sums what is shared, as far as it is known", () => {
  const steps = [step(5, 2), step(20, 1), step(10, 0)];
  expect(shared(history(steps), [other("a", 2), other("b", 1)])).toEqual({ layers: 2, size: 30, images: 2 });
  expect(shared(history([step(5, null)]), [other("a", 1)])).toEqual({ layers: 1, size: null, images: 1 });
  expect(shared(history(steps), [])).toEqual({ layers: 0, size: 0, images: 0 });
  expect(sharersOf([other("a", 2), other("b", 1)], 1).map(({ id }) => id)).toEqual(["a"]);
});

it("gives shares of nothing", () => expect([shareOf(1, 4), shareOf(0, 0)]).toEqual([25, 0]));
