import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onceDrawn } from "./drawn";

let frame: (() => void) | undefined;
const done = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => (frame = callback));
  done.mockReset();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what is shown has been drawn after a frame, and is told once", () => {
  onceDrawn(done);
  vi.advanceTimersByTime(50);
  expect(done).not.toHaveBeenCalled();
  frame?.();
  expect(done).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(done).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1000);
  expect(done).toHaveBeenCalledOnce();
});

test("a page without frames does not wait for one", () => {
  onceDrawn(done);
  vi.advanceTimersByTime(100);
  expect(done).toHaveBeenCalledOnce();
  frame?.();
  vi.advanceTimersByTime(1000);
  expect(done).toHaveBeenCalledOnce();
});

test("nobody sees it: nothing is waited for", () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  onceDrawn(done);
  expect(done).toHaveBeenCalledOnce();
});
