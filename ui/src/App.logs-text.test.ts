/** Text that is selected in a log while it prints, and what is copied; on the engine in memory. */
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { LogPhase, LogsInfo } from "./ipc/bindings";
import { logs } from "./state/logs.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

const LINE = 20;

const memory = await openApp();
const { backend } = memory;
const copied = vi.spyOn(backend, "clipboardWrite");
const linesCopied = vi.spyOn(backend, "logsCopy");

const stuck = () => find("logs")?.dataset.stuck;
const toasts = () => all("toast").map((toast) => toast.querySelector(".title")?.textContent);
const line = (number: string | undefined) =>
  all("log-line")
    .find((one) => one.dataset.number === number)
    ?.querySelector("[data-testid=log-text]");
const changed = () => document.dispatchEvent(new Event("selectionchange"));

/** Selects a word of the line that was printed last but one, as a person drags over it. */
function drag() {
  const row = all("log-line").at(-2) as HTMLElement;
  const text = row.querySelector("[data-testid=log-text]") as HTMLElement;
  row.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
  const plain = [...text.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent);
  getSelection()?.setBaseAndExtent(text.querySelector("span")?.firstChild as Node, 1, plain as Node, 5);
  changed();
  window.dispatchEvent(new MouseEvent("mouseup"));
  return { text, number: row.dataset.number, words: String(getSelection()) };
}

function selectNothing() {
  getSelection()?.removeAllRanges();
  changed();
}

async function moreLines(count: number) {
  const { lines } = logs.active as LogsInfo;
  await until(() => expect(logs.active?.lines).toBeGreaterThanOrEqual(lines + count));
}

beforeAll(async () => {
  (await see("nav-containers")).click();
  await see("container-row");
  all("container-row")
    .find((row) => row.dataset.state === "running")
    ?.click();
  (await see("selection-logs")).click();
  await see("log-line");
});

beforeEach(() => {
  copied.mockClear();
  linesCopied.mockClear();
});

it("copies nothing where nothing is chosen, and says how all is copied", async () => {
  find("logs-lines")?.focus();
  press("c", { ctrlKey: true });
  await until(() => expect(toasts().at(-1)).toContain("Nothing is chosen. To copy all lines"));
  expect(linesCopied).not.toHaveBeenCalled();
  expect(copied).not.toHaveBeenCalled();
});

it("keeps the end where one only presses on a line", async () => {
  const row = all("log-line").at(-2) as HTMLElement;
  row.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
  await until(() => expect(stuck()).toBe("false"));
  window.dispatchEvent(new MouseEvent("mouseup"));
  await until(() => expect(stuck()).toBe("true"));
});

it("leaves the end for text that is selected, whose elements stay, and copies it", async () => {
  const fetched = vi.spyOn(backend, "logsEarlier");
  const { text, number, words } = drag();
  await until(() => expect(stuck()).toBe("false"));
  await moreLines(3);
  await until(() => expect(find("logs-to-end")?.textContent).toMatch(/\d new lines/));
  expect(line(number)).toBe(text);
  expect(String(getSelection())).toBe(words);
  find("logs-lines")?.focus();
  press("c", { ctrlKey: true });
  await until(() => expect(copied).toHaveBeenCalledWith(words));
  expect(linesCopied).not.toHaveBeenCalled();
  // Those that nobody scrolled to are not fetched for that.
  expect(fetched).not.toHaveBeenCalled();
  fetched.mockRestore();
  await until(() => expect(find("logs-new-lines")?.textContent).toMatch(/new line/));
});

it("keeps them where one scrolls on, and where lines come above", async () => {
  const [anchor, focus] = [getSelection()?.anchorNode, getSelection()?.focusNode];
  const number = anchor?.parentElement?.closest<HTMLElement>("[data-number]")?.dataset.number;
  const text = line(number);
  const list = find("logs-lines") as HTMLElement;
  list.scrollTop -= 60 * LINE;
  list.dispatchEvent(new Event("scroll"));
  await until(() => expect(Number(all("log-line")[0]?.dataset.number)).toBeLessThan(Number(number) - 60));
  expect(line(number)).toBe(text);
  expect([getSelection()?.anchorNode, getSelection()?.focusNode]).toEqual([anchor, focus]);
});

it("chooses the lines of what was selected too far away", async () => {
  const number = getSelection()?.anchorNode?.parentElement?.closest<HTMLElement>("[data-number]")?.dataset.number;
  logs.update(await backend.logsEarlier(logs.active?.id ?? 0));
  await moreLines(1);
  const list = find("logs-lines") as HTMLElement;
  list.scrollTop = 200 * LINE;
  list.dispatchEvent(new Event("scroll"));
  await until(() => expect(getSelection()?.isCollapsed).toBe(true));
  expect(all("log-line").length).toBeLessThan(100);
  press("c", { ctrlKey: true });
  await until(() => expect(linesCopied).toHaveBeenCalled());
  expect(linesCopied.mock.calls[0]?.[1]?.map((mark) => mark.number)).toEqual([Number(number), Number(number)]);
});

it("follows again at the end, where text is selected no more", async () => {
  find("logs-lines")?.focus();
  press("End");
  await until(() => expect(stuck()).toBe("true"));
  // The line that one presses on has the keyboard, and goes.
  const { text } = drag();
  await until(() => expect(stuck()).toBe("false"));
  text.closest<HTMLElement>("[data-number]")?.focus();
  press("End");
  await until(() => expect(stuck()).toBe("true"));
  expect(getSelection()?.isCollapsed).toBe(true);
  expect(document.activeElement).toBe(find("logs-lines"));
  drag();
  await until(() => expect(stuck()).toBe("false"));
  selectNothing();
  // Whether a line came meanwhile is a matter of time: then the end is where it was left.
  await until(() => expect(stuck() === "true" || find("logs-to-end") !== null).toBe(true));
});

it("stays where one reads on, whichever line is pressed on", async () => {
  find("logs-lines")?.focus();
  press("End");
  await until(() => expect(stuck()).toBe("true"));
  const { number } = drag();
  await until(() => expect(stuck()).toBe("false"));
  const list = find("logs-lines") as HTMLElement;
  list.scrollTop -= 60 * LINE;
  list.dispatchEvent(new Event("scroll"));
  await until(() => expect(Number(all("log-line")[0]?.dataset.number)).toBeLessThan(Number(number) - 60));
  all("log-line")[3]?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
  selectNothing();
  window.dispatchEvent(new MouseEvent("mouseup"));
  await moreLines(2);
  expect(stuck()).toBe("false");
});

it("says which of all lines each is", async () => {
  find("logs-lines")?.focus();
  press("End");
  await until(() => expect(stuck()).toBe("true"));
  const rows = all("log-line");
  expect(new Set(rows.map((row) => row.getAttribute("aria-setsize"))).size).toBe(1);
  const places = rows.map((row) => Number(row.getAttribute("aria-posinset")));
  const total = Number(rows[0]?.getAttribute("aria-setsize"));
  expect(places).toEqual(places.map((_, at) => (places[0] ?? 0) + at));
  expect(places.at(-1)).toBe(total);
  await expectAccessible();
});

it("says that it was cleared, and what failed before the first line", async () => {
  // Of one that prints no more.
  all("container-row")
    .find((row) => row.dataset.state === "exited")
    ?.click();
  const running = logs.active?.id;
  (await see("selection-logs")).click();
  await until(() => expect(logs.active?.id).not.toBe(running));
  await see("log-line");
  find("logs-more")?.click();
  (await see("logs-clear")).click();
  await until(() => expect(find("logs-empty")?.textContent).toContain("Cleared: "));
  expect(find("logs-empty")?.firstElementChild).not.toBeNull();
  const info = logs.active as LogsInfo;
  const tell = (phase: LogPhase) =>
    memory.emit("logsChanged", { ...info, containers: info.containers.map((one) => ({ ...one, phase })) });
  tell({ at: "failed", error: { code: "logsUnavailable", message: "driver none", detail: null } });
  await until(() => expect(find("logs-failure")).not.toBeNull());
  expect(find("logs-failure")?.textContent).toContain("This container keeps no log");
  expect(find("logs-failure")?.textContent).toContain("driver none");
  expect(find("logs-empty")).toBeNull();
  await expectAccessible();
  const begun = vi.spyOn(backend, "logsBegin").mockResolvedValue(info);
  (await see("logs-failure-retry")).click();
  expect(begun).toHaveBeenCalledWith(info.id, info.range);
  await until(() => expect(find("logs-failure")).toBeNull());
  begun.mockRestore();
  tell({ at: "lost" });
  await until(() => expect(find("logs-failure")?.textContent).toContain("The engine stopped answering"));
  expect(find("logs-failure-retry")).toBeNull();
});
