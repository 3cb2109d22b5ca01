import { afterEach, expect, it } from "vitest";
import { setBackend } from "$/ipc/backend";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers } from "$/ipc/memory-data";
import { logs } from "$/state/logs.svelte";
import { forgetViews, keepPlaces, openLogs } from "./open-logs.svelte";
import { storedPlaces } from "./places";

afterEach(() => sessionStorage.clear());

/** A view of one that prints no more. */
async function view() {
  const containers = sampleContainers().filter(({ state }) => state === "exited");
  const { backend } = memoryBackend({ images: [], containers, locale: "en" });
  setBackend(backend);
  const range = { tail: 200, since: null, until: null, follow: true };
  const { info } = await backend.logsOpen([containers[0]?.id ?? ""], range, false, 0);
  logs.update(info);
  return { info, backend };
}

it("is read where it was before the page was loaded anew", async () => {
  const { info } = await view();
  const before = openLogs(info);
  before.keep(() => 100);
  before.leaveEnd();
  before.see(90, 120);
  await before.rows.renew();
  const number = before.rows.at(100)?.number;
  keepPlaces();

  forgetViews();
  const after = openLogs(info);
  expect(after).not.toBe(before);
  expect([after.stuck, after.place()]).toEqual([false, 0]);
  // The list has no rows yet, and moves once they are here.
  after.see(0, 0);
  await after.rows.renew();
  const moved = after.moved();
  expect(moved).toBe(100);
  after.keep(() => moved);
  after.see(moved, moved + 20);
  await after.rows.renew();
  expect(after.rows.at(after.top)?.number).toBe(number);
  expect(after.fresh).toBe(0);
});

it("is at its end where it was there, and of a view that nobody has looked at since, where it was", async () => {
  const { info } = await view();
  sessionStorage.setItem("quayside.logsPlaces", JSON.stringify([[info.id, 2900], [77, 5], ["odd"], 3]));
  forgetViews();
  const opened = openLogs(info);
  expect([opened.stuck, opened.readFrom]).toEqual([false, 2900]);
  await opened.toEnd(info);
  keepPlaces();
  expect([...storedPlaces()]).toEqual([[77, 5]]);
  forgetViews();
  expect(openLogs(info).stuck).toBe(true);
});

it("is the end where what was stored makes no sense", () => {
  for (const stored of ["{", "3", "[[1]]", '[["a", 2]]']) {
    sessionStorage.setItem("quayside.logsPlaces", stored);
    expect(storedPlaces().size).toBe(0);
  }
});
