/** One view of logs, on the engine in memory. */
import { expect, it, vi } from "vitest";
import { setBackend } from "$/ipc/backend";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers } from "$/ipc/memory-data";
import { OpenLogs } from "./open-logs.svelte";

it("goes to the end of what was asked for, where newer lines had to go", async () => {
  const containers = sampleContainers();
  const { backend } = memoryBackend({ images: [], containers, locale: "en" });
  setBackend(backend);
  const range = { tail: 20, since: 1_780_000_000_000, until: null, follow: true };
  const { info } = await backend.logsOpen([containers[0]?.id ?? ""], range, false, 0);
  const opened = new OpenLogs(info);
  const begin = vi.spyOn(backend, "logsBegin");
  await opened.toEnd(info);
  expect(begin).not.toHaveBeenCalled();
  await opened.toEnd({ ...info, detached: true });
  expect(begin).toHaveBeenCalledWith(info.id, range);
  await backend.logsClose(info.id);
});
