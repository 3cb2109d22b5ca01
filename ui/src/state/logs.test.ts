/** The page's view of the shell's logs, on the engine in memory. */
import { beforeEach, expect, it, vi } from "vitest";
import { setBackend } from "$/ipc/backend";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers } from "$/ipc/memory-data";
import { dock } from "./dock.svelte";
import { forgetLogs, logs, usualRange } from "./logs.svelte";

const { backend } = memoryBackend({ images: [], containers: sampleContainers(), locale: "en" });
setBackend(backend);
const [one = "", other = ""] = sampleContainers().map(({ id }) => id);

beforeEach(forgetLogs);

it("opens one view of the same containers, also while that is on its way", async () => {
  await Promise.all([logs.open([one, other]), logs.open([other, one]), logs.open([one])]);
  expect(logs.list.map(({ containers }) => containers.length)).toEqual([2, 1]);
  await logs.open([one, other]);
  expect([logs.list.length, logs.active?.containers.length]).toEqual([2, 2]);
  // Another part is another view, and so is one that is asked for once more after a failure.
  await Promise.all([logs.open([one], usualRange()), logs.open([one], usualRange())]);
  expect(logs.list.length).toBe(4);
  forgetLogs();
  vi.spyOn(backend, "logsOpen").mockRejectedValueOnce({ code: "internal", message: "no", detail: null });
  await Promise.all([logs.open([one]), logs.open([one])]);
  expect(logs.list).toEqual([]);
  await logs.open([one]);
  expect(logs.list.length).toBe(1);
});

it("opens the dock for what a person asks to see, and not for what comes to the front", async () => {
  dock.collapsed = true;
  await logs.open([one]);
  expect(dock.collapsed).toBe(false);
  dock.collapsed = true;
  logs.activate(logs.active?.id ?? 0);
  expect(dock.collapsed).toBe(true);
  await logs.open([one]);
  expect(dock.collapsed).toBe(false);
});
