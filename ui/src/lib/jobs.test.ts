import { expect, it } from "vitest";
import type { JobProgress, PullProgress } from "$/ipc/bindings";
import { jobShare, secondsLeft } from "./jobs";

const transfer = (progress: Partial<PullProgress>): JobProgress => ({
  of: "transfer",
  progress: {
    layers: [],
    layersDone: 0,
    downloaded: 0,
    total: null,
    rate: null,
    message: "",
    digest: null,
    ...progress,
  },
});

it("knows the share of what can be counted", () => {
  expect(jobShare({ of: "unknown" })).toBeNull();
  expect(jobShare({ of: "bytes", done: 25, total: 100, about: false, rate: null })).toBe(0.25);
  expect(jobShare({ of: "bytes", done: 25, total: null, about: false, rate: null })).toBeNull();
  expect(jobShare({ of: "items", done: 2, failed: 1, total: 4 })).toBe(0.75);
  expect(jobShare({ of: "items", done: 0, failed: 0, total: 0 })).toBeNull();
});

it("does not call an estimate that has been passed the end", () => {
  expect(jobShare({ of: "bytes", done: 120, total: 100, about: true, rate: null })).toBe(0.99);
});

it("says the time left where there is a rate and a total", () => {
  expect(secondsLeft(transfer({ downloaded: 40, total: 100, rate: 20 }))).toBe(3);
  expect(secondsLeft({ of: "bytes", done: 50, total: 100, about: true, rate: 25 })).toBe(2);
  expect(secondsLeft(transfer({ downloaded: 40, total: null, rate: 20 }))).toBeNull();
  expect(secondsLeft(transfer({ downloaded: 100, total: 100, rate: 20 }))).toBeNull();
  expect(secondsLeft(transfer({ downloaded: 40, total: 100, rate: 0 }))).toBeNull();
  expect(secondsLeft({ of: "items", done: 2, failed: 1, total: 4 })).toBeNull();
});
