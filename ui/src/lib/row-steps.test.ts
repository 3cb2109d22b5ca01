import { expect, it } from "vitest";
import type { Slot } from "./row-slots";
import { RowSteps, stepwise } from "./row-steps";

/** What stands in each place, frame by frame, until no row waits. */
function frames(steps: RowSteps<string>, names: string, { first = 0, focus = -1, basis = names as unknown } = {}) {
  const rows = [...names].map((name, index) => ({ index, item: name, name }));
  const seen: string[] = [];
  do {
    const shown = steps.draw(rows, { focus, above: null, count: 6, first, basis });
    seen.push(placed(shown));
  } while (steps.isWaiting && seen.length < 9);
  return seen;
}

function placed(shown: readonly Slot<string>[]): string {
  const rows = shown.filter(({ spare }) => !spare).sort((one, other) => one.index - other.index);
  expect(rows.map(({ index }) => index)).toEqual(rows.map((_, at) => at));
  return rows.map(({ name }) => name).join("");
}

it("draws another list within three frames, and no other change", () => {
  const steps = new RowSteps<string>();
  expect(frames(steps, "abcdef")).toEqual(["abcdef"]);
  expect(frames(steps, "uvwxyz")).toEqual(["uvcdef", "uvwxef", "uvwxyz"]);
  expect(frames(steps, "123456", { basis: "uvwxyz" })).toEqual(["123456"]);
});

it("keeps what has the focus, and draws at once what that displaces", () => {
  const steps = new RowSteps<string>();
  frames(steps, "abcdef", { focus: 1 });
  expect(frames(steps, "uvwxbz", { focus: 4 })).toEqual(["uvwdbf", "uvwxbz"]);
});

it("leaves rows where they are seen while another list is shown from its top", () => {
  const steps = new RowSteps<string>();
  const rows = [..."abcdef"].map((name, at) => ({ index: 40 + at, item: name, name }));
  steps.draw(rows, { focus: -1, above: null, count: 6, first: 40, basis: "" });
  expect(frames(steps, "uvwxyz", { first: 40 })).toEqual(["uvcdef", "uvwxef", "uvwxyz"]);
});

it("finishes in the next frame where that is asked for", () => {
  const steps = new RowSteps<string>();
  frames(steps, "abcdef");
  const rows = [..."uvwxyz"].map((name, index) => ({ index, item: name, name }));
  const sight = { focus: -1, above: null, count: 6, first: 0, basis: "new" };
  expect(steps.finish()).toBe(false);
  steps.draw(rows, sight);
  expect(steps.isWaiting && steps.finish()).toBe(true);
  expect(placed(steps.draw(rows, sight))).toBe("uvwxyz");
  expect(steps.isWaiting || steps.finish()).toBe(false);
});

const slotsOf = (names: string, { from = 0, spare = false } = {}): Slot<string>[] =>
  [...names].map((name, at) => ({ slot: from + at, index: from + at, item: name, name, ...(spare && { spare }) }));

it("draws so many of the rows that have become others, and the rest afterwards", () => {
  const before = slotsOf("abcdef");
  const next = slotsOf("uvwxyz");
  const first = stepwise(before, next, 2);
  expect(first.map(({ name }) => name).join("")).toBe("uvcdef");
  expect(first.slice(2)).toEqual(before.slice(2));
  const second = stepwise(first, next, 2);
  expect(second.map(({ name }) => name).join("")).toBe("uvwxef");
  expect(stepwise(second, next, 2)).toBe(next);
});

it("counts none that have stayed", () => {
  const before = slotsOf("abcdef");
  const next = before.map((slot, at) => (at % 2 ? { ...slot, name: "new", item: "new" } : slot));
  expect(stepwise(before, next, 3)).toBe(next);
  expect(stepwise(before, next, 2).map(({ name }) => name)).toEqual(["a", "new", "c", "new", "e", "f"]);
});

it("draws what comes or moves at once", () => {
  const before = slotsOf("abc");
  const moved = slotsOf("xyz").map((slot) => ({ ...slot, index: slot.index + 10 }));
  const come = slotsOf("uvw", { from: 3 });
  expect(stepwise(before, [...moved, ...come], 1)).toEqual([...moved, ...come]);
});

it("lets rows that nobody sees wait with those that wait, unless another takes their place", () => {
  const before = [...slotsOf("abc"), ...slotsOf("de", { from: 3 })];
  const gone = before.slice(3).map((slot) => ({ ...slot, spare: true }));
  const next = [...slotsOf("xyz"), ...gone];
  expect(stepwise(before, next, 1).map(({ spare }) => spare)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(stepwise(before, next, 3)).toBe(next);
  // Another element shows a row where one of them was.
  const taken: Slot<string>[] = [...next, { slot: 9, index: 4, item: "n", name: "n" }];
  expect(stepwise(before, taken, 1).map(({ spare }) => spare ?? false)).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});

it("lets no row wait for what has changed of itself", () => {
  const before = slotsOf("abcdef");
  const next = before.map((slot) => ({ ...slot, item: "changed" }));
  expect(stepwise(before, next, 1)).toEqual(next);
});
