/** The place in a log, while another tab is looked at or none; on the engine in memory. */
import { fireEvent } from "@testing-library/svelte";
import { beforeAll, expect, it, vi } from "vitest";
import type { LogsInfo } from "./ipc/bindings";
import { logs } from "./state/logs.svelte";
import { all, find, openApp, press, see, until } from "./test-app";

const LINE = 20;
/** Near enough to the first row for earlier ones to be fetched, and not. */
const NEAR = 30;
const FAR = 100;
/** Rows that are drawn above what is in sight. */
const OVERSCAN = 10;

const { backend } = await openApp();

const texts = () => all("log-text").map((one) => one.textContent);
const stuck = () => find("logs")?.dataset.stuck;

/** The rows from this one on are in sight, as if a person had scrolled there. */
function scroll(to: number) {
  const list = find("logs-lines") as HTMLElement;
  list.scrollTop = to * LINE;
  list.dispatchEvent(new Event("scroll"));
}
const place = () => (find("logs-lines")?.scrollTop ?? 0) / LINE;

async function away() {
  find("dock-collapse")?.click();
  await until(() => expect(find("logs-lines")).toBeNull());
}
async function back() {
  find("dock-collapse")?.click();
  await see("log-line");
}

async function open(state: string): Promise<number> {
  const known = logs.list.length;
  all("container-row")
    .find((row) => row.dataset.state === state)
    ?.click();
  (await see("selection-logs")).click();
  await until(() => expect(logs.list.length).toBe(known + 1));
  return logs.active?.id ?? 0;
}

beforeAll(async () => {
  (await see("nav-containers")).click();
  await see("container-row");
});

let running = 0;

it("stays at the end where it was there", async () => {
  running = await open("running");
  await see("log-line");
  expect(stuck()).toBe("true");
  await away();
  await back();
  expect(stuck()).toBe("true");
  expect(document.activeElement).toBe(find("logs-lines"));
});

it("is kept where it was read, with what is selected and unfolded, and nobody asks for rows meanwhile", async () => {
  scroll(FAR);
  await until(() => expect(stuck()).toBe("false"));
  const line = () => all("log-line").find((one) => one.querySelector("[data-twist=json]"));
  await until(() => expect(line()).toBeDefined());
  const chosen = line()?.dataset.number;
  line()?.querySelector<HTMLElement>("[data-twist]")?.click();
  await until(() => expect(find("logs-unfolded")?.textContent).toContain("customer"));
  const read = texts()[OVERSCAN];
  await away();
  const asked = vi.spyOn(backend, "logsRows");
  const { revision } = logs.active ?? { revision: 0 };
  await until(() => expect(logs.active?.revision).toBeGreaterThan(revision));
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
  await back();
  expect(stuck()).toBe("false");
  expect(texts()).toContain(read);
  expect(place()).toBe(FAR);
  expect(document.querySelector<HTMLElement>(".current")?.dataset.number).toBe(chosen);
  expect(find("logs-unfolded")?.textContent).toContain("customer");
});

it("is kept where lines go on in the next one, or no more", async () => {
  const read = texts()[OVERSCAN];
  find("logs-wrap")?.click();
  await until(() => expect(document.querySelector(".wrap")).not.toBeNull());
  expect(texts()).toContain(read);
  await away();
  await back();
  expect(texts()).toContain(read);
  find("logs-wrap")?.click();
  await until(() => expect(document.querySelector(".wrap")).toBeNull());
  expect(place()).toBe(FAR);
});

it("is another one for each view, and of no view that was closed", async () => {
  const still = await open("exited");
  await see("log-line");
  expect([stuck(), find("logs-unfolded")]).toEqual(["true", null]);
  logs.activate(running);
  await until(() => expect(place()).toBe(FAR));
  expect(find("logs-unfolded")).not.toBeNull();
  await logs.close(still);
  await logs.close(running);
  running = await open("running");
  await see("log-line");
  expect([stuck(), find("logs-unfolded")]).toEqual(["true", null]);
});

it("is the line that was read, where others came above it or went meanwhile", async () => {
  scroll(FAR);
  await until(() => expect(stuck()).toBe("false"));
  const read = texts()[OVERSCAN];
  await away();
  await backend.logsEarlier(running);
  await back();
  await until(() => expect(place()).toBe(FAR + 1000));
  await until(() => expect(texts()[OVERSCAN]).toBe(read));
  // What is selected goes along with what is read.
  await fireEvent.click(all("log-line")[OVERSCAN] as HTMLElement);
  await backend.logsEarlier(running);
  logs.update((await backend.logsList()).find(({ id }) => id === running) as LogsInfo);
  await until(() => expect(place()).toBe(FAR + 2000));
  press("Enter");
  await until(() => expect(find("logs-line")?.textContent).toBe(read));
});

it("does not fetch what is above by itself where only matches are shown", async () => {
  const fetched = vi.spyOn(backend, "logsEarlier");
  const input = find("logs-search") as HTMLInputElement;
  input.value = "attempt";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await until(() => expect(find("logs-count")?.textContent).toMatch(/ of /));
  find("logs-matches-only")?.click();
  await until(() => expect(logs.active?.filter.matchesOnly).toBe(true));
  scroll(NEAR);
  scroll(0);
  const { revision } = logs.active ?? { revision: 0 };
  await until(() => expect(logs.active?.revision).toBeGreaterThan(revision));
  expect(fetched).not.toHaveBeenCalled();
  expect(find("logs-part")?.textContent).toMatch(/^Only the 2,20\d lines held/);
  // All lines are shown again, and come by themselves again.
  find("logs-matches-only")?.click();
  await until(() => expect(logs.active?.filter.matchesOnly).toBe(false));
  scroll(NEAR);
  await until(() => expect(fetched).toHaveBeenCalledTimes(1));
});

it("is the match that was chosen, where the lines around it are shown again", async () => {
  const current = () => document.querySelector<HTMLElement>(".current")?.dataset.number;
  find("logs-matches-only")?.click();
  await until(() => expect(logs.active?.filter.matchesOnly).toBe(true));
  scroll(FAR);
  await until(() => expect(texts().every((text) => text?.includes("attempt"))).toBe(true));
  await until(() => expect(all("log-line")[OVERSCAN + 5]).toBeDefined());
  const chosen = all("log-line")[OVERSCAN + 5];
  const number = chosen?.dataset.number;
  await fireEvent.click(chosen as HTMLElement);
  find("logs-matches-only")?.click();
  await until(() => expect(logs.active?.filter.matchesOnly).toBe(false));
  await until(() => expect(texts().some((text) => !text?.includes("attempt"))).toBe(true));
  await until(() => expect(find("logs-count")?.textContent).toMatch(/ of /));
  expect([current(), stuck()]).toEqual([number, "false"]);
  expect(find("logs-count")?.textContent).toMatch(/^1\d\d of/);
  // One output, and both again.
  find("logs-stderr")?.click();
  await until(() => expect(texts().every((text) => text?.startsWith("WARN"))).toBe(true));
  find("logs-both")?.click();
  await until(() => expect(texts().some((text) => text?.startsWith("INFO"))).toBe(true));
  expect(current()).toBe(number);
});

it("is near what was in sight, when something is looked for", async () => {
  // What is unfolded is closed first.
  find("logs-lines")?.focus();
  press("Escape");
  await until(() => expect(find("logs-unfolded")).toBeNull());
  press("Escape");
  await until(() => expect(document.querySelector(".current")).toBeNull());
  scroll(FAR);
  const input = find("logs-search") as HTMLInputElement;
  input.value = "orders";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await until(() => expect(document.querySelector(".current mark")?.textContent).toBe("orders"));
  expect(Math.abs(place() - FAR)).toBeLessThan(50);
});

it("is where keys walk on from, also where lines go on in the next one", async () => {
  find("logs-lines")?.focus();
  press("Escape");
  await until(() => expect(document.querySelector(".current")).toBeNull());
  const place = () => Number(document.querySelector(".current")?.getAttribute("aria-posinset")) - 1;
  const chosen = (at: number) => until(() => expect(place()).toBe(at));
  scroll(FAR);
  press("ArrowDown");
  await chosen(FAR);
  press("ArrowDown");
  await chosen(FAR + 1);
  // What was chosen is out of sight now.
  scroll(3 * FAR);
  press("ArrowUp");
  await until(() => expect(place()).toBeGreaterThan(3 * FAR));
  expect(place()).toBeLessThan(3 * FAR + 40);
  find("logs-wrap")?.click();
  await until(() => expect(document.querySelector(".wrap")).not.toBeNull());
  find("logs-lines")?.focus();
  scroll(5 * FAR);
  press("ArrowDown");
  await until(() => expect(Math.abs(place() - 5 * FAR)).toBeLessThan(2));
  find("logs-wrap")?.click();
});

it("leaves the dock closed where a tab is closed in it", async () => {
  const still = await open("exited");
  await away();
  all("dock-tab").at(-1)?.focus();
  press("Delete");
  await until(() => expect(logs.list.some(({ id }) => id === still)).toBe(false));
  await until(() => expect(document.activeElement).toBe(all("dock-tab").at(-1)));
  expect([find("dock")?.dataset.collapsed, find("logs-lines")]).toEqual(["true", null]);
});
