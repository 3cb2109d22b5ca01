/** One view of logs, on the engine in memory. */
import { afterEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import type { LogRows, LogsInfo, RowsAsked } from "$/ipc/bindings";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers } from "$/ipc/memory-data";
import { forgetLogs, logs } from "$/state/logs.svelte";
import { fetches } from "./held";
import { OpenLogs } from "./open-logs.svelte";

it("goes to the end of what was asked for, where newer lines had to go", async () => {
  const containers = sampleContainers();
  const { backend } = memoryBackend({ images: [], containers, locale: "en" });
  setBackend(backend);
  const range = { tail: 20, since: "2026-05-28T20:26:40.000000000Z", until: null, follow: true };
  const { info } = await backend.logsOpen([containers[0]?.id ?? ""], range, false, 0);
  const opened = new OpenLogs(info);
  const begin = vi.spyOn(backend, "logsBegin");
  await opened.toEnd(info);
  expect(begin).not.toHaveBeenCalled();
  await opened.toEnd({ ...info, detached: true });
  expect(begin).toHaveBeenCalledWith(info.id, range);
  await backend.logsClose(info.id);
});

it("keeps what a container has printed that was removed, and what is chosen of it", async () => {
  forgetLogs();
  const containers = sampleContainers();
  const { backend } = memoryBackend({ images: [], containers, locale: "en" });
  setBackend(backend);
  const range = { tail: 20, since: null, until: null, follow: true };
  const { info } = await backend.logsOpen([containers[0]?.id ?? ""], range, false, 0);
  for (const container of info.containers) container.phase = { at: "removed" };
  logs.update(info);
  const opened = new OpenLogs(info);
  await opened.rows.renew();
  opened.choose(opened.count(3), false);
  opened.leaveEnd();
  const begin = vi.spyOn(backend, "logsBegin");
  await opened.toEnd({ ...info, detached: true });
  expect(begin).not.toHaveBeenCalled();
  opened.leaveEnd();
  const { selected } = opened;
  await expect(opened.begin({ ...range, tail: null })).rejects.toMatchObject({ code: "logGone" });
  expect([opened.stuck, opened.rows.total, opened.selected]).toEqual([false, 20, selected]);
  expect(selected).not.toBeNull();
  // Where newer lines of another had to go, nothing else brings them back.
  const others = info.containers.map((one) => ({ ...one, phase: { at: "following" } as const }));
  const both = { ...info, detached: true, containers: [...info.containers, ...others] };
  await expect(opened.toEnd(both)).rejects.toBeTruthy();
  expect(begin).toHaveBeenCalledTimes(2);
  await logs.close(info.id);
});

it("fetches earlier lines by itself, but where only matches are shown", async () => {
  const containers = sampleContainers();
  const { backend } = memoryBackend({ images: [], containers, locale: "en" });
  setBackend(backend);
  const range = { tail: 20, since: null, until: null, follow: true };
  const { info } = await backend.logsOpen([containers[0]?.id ?? ""], range, false, 0);
  const filtered = (text: string, matchesOnly: boolean, exclude: boolean) => {
    const filter = { ...info.filter, query: { ...info.filter.query, text }, matchesOnly, exclude };
    return fetches({ ...info, earlier: "more", filter });
  };
  expect([filtered("x", true, false), filtered("", true, false)]).toEqual([false, true]);
  expect([filtered("x", false, true), filtered("x", true, true), filtered("x", false, false)]).toEqual([
    true,
    true,
    true,
  ]);
  await backend.logsClose(info.id);
});

afterEach(() => vi.restoreAllMocks());

/** A view that is read away from its end, of one that prints no more. */
async function reading(at: number) {
  const containers = sampleContainers().filter(({ state }) => state === "exited");
  const { backend } = memoryBackend({ images: [], containers, locale: "en" });
  setBackend(backend);
  const range = { tail: 200, since: null, until: null, follow: true };
  const { info } = await backend.logsOpen([containers[0]?.id ?? ""], range, false, 0);
  const opened = new OpenLogs(info);
  opened.keep(() => at);
  opened.leaveEnd();
  opened.see(at, at + 20);
  await opened.rows.renew();
  return { opened, backend, info };
}

it("knows of no match in a view that was closed meanwhile", async () => {
  const { opened, backend, info } = await reading(100);
  const match = vi.spyOn(backend, "logsMatch");
  match.mockRejectedValueOnce({ code: "internal", message: "no", detail: null });
  await expect(opened.next(0, true)).rejects.toMatchObject({ code: "internal" });
  await backend.logsClose(info.id);
  expect(await opened.next(0, true)).toBeNull();
});

it("counts no line as new that was fetched between those of another container", async () => {
  const { opened, backend, info } = await reading(100);
  opened.stuck = true;
  opened.leaveEnd();
  const rows = backend.logsRows.bind(backend);
  const earlier = async (containers: typeof info.containers) => {
    const total = opened.rows.total + 30;
    vi.spyOn(backend, "logsEarlier").mockResolvedValueOnce({ ...info, containers, rows: total });
    vi.spyOn(backend, "logsRows").mockImplementation(async (id, asked) => ({ ...(await rows(id, asked)), total }));
    await opened.earlier();
  };
  const both = [...info.containers, ...info.containers];
  await earlier(both);
  expect(opened.fresh).toBe(0);
  await earlier(info.containers);
  expect(opened.fresh).toBe(30);
  // Some of them stand above what is read, which has moved: what is printed next is new all the same.
  const moves = answers(backend, () => ({ moved: 20 }));
  await earlier(both);
  expect([opened.fresh, moves.mock.calls.length > 0]).toEqual([30, true]);
});

it("shows the chosen output while what is typed is no pattern", async () => {
  const { opened, backend, info } = await reading(100);
  forgetLogs();
  logs.update(info);
  const filter = vi.spyOn(backend, "logsFilter");
  Object.assign(opened.filter.query, { text: "(", regex: true });
  await opened.search();
  expect([opened.filter.wrong?.code, filter.mock.calls.length]).toEqual(["invalidInput", 1]);
  opened.filter.outputs = "stderr";
  await opened.search();
  expect(opened.filter.wrong?.code).toBe("invalidInput");
  expect(filter.mock.lastCall?.[1]).toMatchObject({ query: { text: "" }, outputs: "stderr" });
  expect(logs.list.find(({ id }) => id === opened.id)?.filter.outputs).toBe("stderr");
  await logs.close(info.id);
});

/** The next rows that come are answered so, by what was asked. */
function answers(backend: Backend, change: (asked: RowsAsked) => Partial<LogRows>) {
  const rows = backend.logsRows.bind(backend);
  return vi
    .spyOn(backend, "logsRows")
    .mockImplementationOnce(async (id, asked) => ({ ...(await rows(id, asked)), ...change(asked) }));
}

it("keeps what is selected on its lines, where others have come between", async () => {
  const { opened, backend } = await reading(100);
  opened.choose(opened.count(90), false);
  opened.choose(opened.count(110), true);
  const number = opened.rows.at(110)?.number;
  const asked = answers(backend, () => ({ moved: 5, marks: [90, 117] }));
  await opened.rows.renew();
  expect(asked.mock.calls[0]?.[1]).toMatchObject({
    read: { number, row: 110 },
    marks: [{ row: 90 }, { number, row: 110 }],
  });
  expect([opened.selected?.anchor, opened.selected?.head].map((count) => opened.index(count ?? 0))).toEqual([90, 117]);
  expect(opened.moved()).toBe(5);
  const copied = vi.spyOn(backend, "logsCopy");
  await opened.copy(false, false);
  expect(copied.mock.calls[0]?.[1]).toMatchObject([{ row: 90 }, { number, row: 117 }]);
});

it("copies from the first row on that is held, where those that were selected above it were dropped", async () => {
  const { opened, backend } = await reading(100);
  opened.chooseAll();
  answers(backend, ({ marks }) => ({ firstRow: 50, moved: -50, marks: marks.map(({ row }) => row - 50) }));
  await opened.rows.renew();
  const copied = vi.spyOn(backend, "logsCopy").mockResolvedValue(150);
  expect(await opened.copy(false, false)).toBe(150);
  expect(copied.mock.calls[0]?.[1]).toMatchObject([
    { row: -1, firstRow: 50 },
    { row: 149, firstRow: 50 },
  ]);
});

it("goes on looking from the line that was found, wherever that is by then", async () => {
  const { opened, backend } = await reading(100);
  opened.filter.query.text = "WARN";
  await opened.search();
  const row = await opened.next(100, true);
  const number = opened.rows.at(row ?? 0)?.number;
  answers(backend, () => ({ firstRow: 30, moved: -30, marks: [(row ?? 0) - 30, (row ?? 0) - 30] }));
  await opened.rows.renew();
  const asked = vi.spyOn(backend, "logsMatch");
  await opened.next(opened.index(opened.selected?.head ?? 0), true);
  expect(asked.mock.calls[0]?.[1]).toEqual({ number, row: (row ?? 0) - 30, firstRow: 30 });
});

it("says which match it is for as long as that is so", async () => {
  const { opened, info } = await reading(100);
  forgetLogs();
  logs.update(info);
  opened.filter.query.text = "WARN";
  await opened.search();
  await opened.next(100, true);
  const now = logs.list.find(({ id }) => id === info.id) as LogsInfo;
  expect(now.found).toBeGreaterThan(15);
  const nth = opened.match(now);
  expect(nth).toBeGreaterThan(5);
  const more = { ...now, found: now.found + 1 };
  expect(opened.match(more)).toBe(nth);
  // Fetched above, or dropped there.
  expect(opened.match({ ...more, firstRow: now.firstRow - 9 })).toBe(-1);
  expect(opened.match({ ...now, firstRow: now.firstRow + 9 })).toBe(-1);
  // Of several containers lines come between others.
  const containers = [...now.containers, ...now.containers];
  expect(opened.match({ ...now, containers })).toBe(nth);
  expect(opened.match({ ...more, containers })).toBe(-1);
  opened.filter.query.text = "INFO";
  await opened.search();
  expect(opened.match(now)).toBe(-1);
  forgetLogs();
});

it("goes back to what was read, after nothing has passed the filter", async () => {
  const { opened } = await reading(100);
  const number = opened.rows.at(100)?.number;
  opened.filter.query.text = "no such thing";
  opened.filter.matchesOnly = true;
  await opened.search();
  expect(opened.rows.total).toBe(0);
  // The list has nothing to stand at.
  opened.moved();
  opened.keep(() => 0);
  opened.filter.query.text = "";
  await opened.search();
  const moved = opened.moved();
  opened.see(moved, moved + 20);
  await opened.rows.renew();
  expect(opened.rows.at(moved)?.number).toBe(number);
});

it.each([
  { top: 0, from: null, detached: false, wants: true },
  { top: 0, from: null, detached: true, wants: true },
  { top: 100, from: null, detached: false, wants: false },
  // Of the others no earlier ones are fetched above the first row: that would go on without end.
  { top: 0, from: 100, detached: false, wants: false },
  { top: 0, from: 30, detached: false, wants: true },
  { top: 90, from: 100, detached: false, wants: true },
  { top: 110, from: 100, detached: false, wants: true },
  { top: 90, from: 100, detached: true, wants: false },
])("fetches what is missing where it would come: %o", async ({ top, from, detached, wants }) => {
  const { opened, info } = await reading(top);
  const wholeFrom = from === null ? null : { container: 0, at: { number: null, row: from, firstRow: info.firstRow } };
  expect(opened.wantsEarlier({ ...info, earlier: "more", wholeFrom, detached })).toBe(wants);
});
