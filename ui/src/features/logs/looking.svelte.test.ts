/** Until when a match is waited for in lines that are being read. */
import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LogPhase, LogsInfo } from "$/ipc/bindings";
import { Looking } from "./looking.svelte";

const found = vi.fn();
let looking: Looking;
let stop: () => void;
let info = $state.raw<LogsInfo>(state("opening", 0));

function state(at: "opening" | "following", lines: number, matches = 0): LogsInfo {
  return { lines, found: matches, containers: [{ phase: { at } as LogPhase }] } as LogsInfo;
}

function tell(...of: Parameters<typeof state>) {
  info = state(...of);
  flushSync();
}

const pass = (seconds: number) => (vi.advanceTimersByTime(seconds * 1000), flushSync());

beforeEach(() => {
  vi.useFakeTimers();
  found.mockClear();
  info = state("opening", 0);
  stop = $effect.root(() => {
    looking = new Looking(() => info, found);
  });
  looking.begin();
  flushSync();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it("goes to the first match that comes, once, however long the log takes to open and to be read", () => {
  pass(600);
  for (let lines = 1000; lines < 20_000; lines += 1000) {
    tell("following", lines);
    pass(3);
  }
  expect(found).not.toHaveBeenCalled();
  tell("following", 30_000, 1);
  tell("following", 30_000, 2);
  expect(found).toHaveBeenCalledTimes(1);
});

it("goes to none that is printed once the log has been read", () => {
  tell("following", 5000);
  pass(6);
  for (let lines = 5001; lines < 5010; lines += 1) {
    tell("following", lines);
    pass(1);
  }
  tell("following", 5010, 1);
  expect(found).not.toHaveBeenCalled();
});

it("goes to none where a person has done something else", () => {
  looking.end();
  tell("following", 5000, 1);
  expect(found).not.toHaveBeenCalled();
});
