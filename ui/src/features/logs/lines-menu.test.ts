/** The part of a log that begins or ends with a line, on the engine in memory. */
import { expect, it, vi } from "vitest";
import { t } from "$/i18n/index.svelte";
import { setBackend } from "$/ipc/backend";
import type { LogPhase, LogRow, LogsInfo } from "$/ipc/bindings";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers } from "$/ipc/memory-data";
import { linesMenu } from "./lines-menu";
import { OpenLogs } from "./open-logs.svelte";

const { backend } = memoryBackend({ images: [], containers: sampleContainers(), locale: "en" });
setBackend(backend);
const begun = vi.spyOn(backend, "logsBegin");

it("begins or ends with the very instant of a line", async () => {
  const range = { tail: 200, since: null, until: null, follow: true };
  const { info } = await backend.logsOpen([sampleContainers()[0]?.id ?? ""], range, false, 0);
  const opened = new OpenLogs(info);
  opened.see(0, 20);
  await opened.rows.renew();
  const found = opened.rows.at(opened.rows.total - 5) as LogRow;
  const row = { ...found, at: Date.parse("2026-05-28T20:26:40.007Z"), nanos: 89 };
  const item = (id: string, of: LogRow | undefined, about: LogsInfo = info) =>
    linesMenu({ some: true, any: true }, vi.fn(), vi.fn(), {
      ...{ row: of, unfolded: false, unfold: vi.fn(), earlier: vi.fn(), info: about },
      begin: (part) => void opened.begin(part),
    }).find((one) => "id" in one && one.id === id) as { disabled?: boolean; title?: string; onselect: () => void };

  item("since", row).onselect();
  // So many before the end might leave the line out.
  const since = { tail: null, since: "2026-05-28T20:26:40.007000089Z", until: null, follow: true };
  expect(begun).toHaveBeenLastCalledWith(info.id, since);
  item("until", row).onselect();
  const until = { tail: 200, since: null, until: "2026-05-28T20:26:40.007000089Z", follow: false };
  expect(begun).toHaveBeenLastCalledWith(info.id, until);
  expect(["since", "until"].map((id) => item(id, { ...row, at: null }).disabled)).toEqual([true, true]);
  expect(["since", "until"].map((id) => item(id, undefined).disabled)).toEqual([true, true]);
  expect(begun).toHaveBeenCalledTimes(2);

  // What is held of one that was removed can't be read again.
  const containers = (...phases: LogPhase["at"][]) =>
    phases.map((at) => ({ ...info.containers[0], phase: { at } })) as LogsInfo["containers"];
  const refused = (about: Partial<LogsInfo>) =>
    ["since", "until"]
      .map((id) => item(id, row, { ...info, ...about }))
      .map(({ disabled, title }) => [disabled, title]);
  const [no, yes] = [
    [true, t().errors.logGone.title],
    [false, undefined],
  ];
  expect(refused({ containers: containers("removed", "removed") })).toEqual([no, no]);
  expect(refused({ containers: containers("removed"), lines: 0 })).toEqual([yes, yes]);
  // Of whom the lines are is not known here.
  expect(refused({ containers: containers("removed", "following") })).toEqual([yes, yes]);
  await backend.logsClose(info.id);
});
