/** The first at once, the last always, nothing in between more often than asked. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pace } from "./pace";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("runs at once and then once per interval", () => {
  const run = vi.fn();
  const paced = pace(run, 50);
  paced();
  expect(run).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 9; n++) {
    paced();
    vi.advanceTimersByTime(10);
  }
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(3);
});

it("is silent when nothing happens, and after it was cancelled", () => {
  const run = vi.fn();
  const paced = pace(run, 50);
  paced();
  paced();
  paced.cancel();
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(1);
});
