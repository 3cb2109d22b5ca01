/** One line that is read as a whole, on the engine in memory. */
import { beforeEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import type { LogsInfo } from "$/ipc/bindings";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers } from "$/ipc/memory-data";
import { OpenLine } from "./open-line.svelte";

/** A long one: it has its number near its beginning and at its end. */
const NUMBER = 2960;
const RANGE = { tail: 100, since: null, until: null, follow: false };

let backend: Backend;
let info: LogsInfo;
let line: OpenLine;

async function look(text: string) {
  const query = { text, regex: false, matchCase: false };
  await backend.logsFilter(info.id, { query, matchesOnly: false, exclude: false, outputs: "both" });
}

/** Questions for a match, which are answered when this says so. */
function heldBack() {
  const waiting: (() => void)[] = [];
  const asked = vi.spyOn(backend, "logsLineMatch").mockImplementation(async (_id, _number, nth) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { piece: nth, at: 0 };
  });
  return { waiting, asked };
}

beforeEach(async () => {
  const containers = sampleContainers();
  backend = memoryBackend({ images: [], containers, locale: "en" }).backend;
  setBackend(backend);
  // One that prints no more.
  const still = containers.find(({ state }) => state === "exited");
  ({ info } = await backend.logsOpen([still?.id ?? ""], RANGE, false, 0));
  await look(String(NUMBER));
  line = new OpenLine(info.id, NUMBER);
});

it("goes to the first match or to the last, and around the ends", async () => {
  expect(await line.begin(false)).toBe(true);
  expect([line.nth, line.found, line.match?.piece]).toEqual([0, 2, 0]);
  expect([line.hasNext(false), line.hasNext(true)]).toEqual([false, true]);
  await line.next(false);
  expect([line.nth, line.match?.piece]).toEqual([1, 12]);
  expect([line.hasNext(false), line.hasNext(true)]).toEqual([true, false]);
  await line.begin(true);
  expect(line.nth).toBe(1);
});

it("has no next match once nothing is found in it", async () => {
  await line.begin(true);
  await look("nowhere");
  await line.pieces.renew();
  expect(line.hasNext(false)).toBe(false);
  expect(await line.next(false)).toBe(false);
});

it("drops what answers an older wish", async () => {
  await line.begin(false);
  const { waiting } = heldBack();
  const older = line.next(true);
  await look("nowhere");
  expect(await line.begin(false)).toBe(false);
  waiting[0]?.();
  expect(await older).toBe(false);
  expect([line.nth, line.match]).toEqual([-1, null]);
});

it("asks for no match once it is read no more", async () => {
  const asked = vi.spyOn(backend, "logsLineMatch");
  const begun = line.begin(false);
  await line.end();
  expect(await begun).toBe(false);
  expect(asked).not.toHaveBeenCalled();
});

it("ends when what was asked is answered, and is silent about a refusal", async () => {
  await line.begin(false);
  let refuse: (why: Error) => void = () => undefined;
  vi.spyOn(backend, "logsLineMatch").mockReturnValue(new Promise((_, reject) => (refuse = reject)));
  const going = line.next(true);
  const ended = vi.fn();
  const end = line.end().then(ended);
  await Promise.resolve();
  expect(ended).not.toHaveBeenCalled();
  refuse(new Error("closed"));
  expect(await going).toBe(false);
  await end;
});
