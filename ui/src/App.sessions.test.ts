/** Terminals beside each other, by the keyboard, and what is read out of sessions, in the whole page on the engine in memory. */
import { render } from "@testing-library/svelte";
import { beforeAll, expect, it, vi } from "vitest";
import SessionFailure from "./features/terminal/SessionFailure.svelte";
import type { SessionInfo } from "./ipc/bindings";
import { dockLayout } from "./state/dock-layout.svelte";
import { sessions } from "./state/sessions.svelte";
import { settings } from "./state/settings.svelte";
import { all, find, openApp, press, see, until } from "./test-app";

// What stands in a terminal is told to who drives the window.
Object.defineProperty(navigator, "webdriver", { value: true });
const { backend, world } = await openApp();
const idOf = (name: string) => world.containers.find((row) => row.name === name)?.id ?? "";
let left: SessionInfo;
let right: SessionInfo;

const running = (id: number) =>
  until(() => expect(sessions.list.find((info) => info.id === id)?.phase.at).toBe("running"));

beforeAll(async () => {
  await see("image-row");
  left = await sessions.openExec({ container: idOf("couchdb-1") });
  await running(left.id);
  right = await sessions.openExec({ container: idOf("billing") });
  await running(right.id);
});

const focused = () => document.activeElement as HTMLElement;
const pane = (id: number) => document.querySelector<HTMLElement>(`[data-testid=dock-pane][data-session="${id}"]`);
const isIn = (id: number) => expect(focused().closest(`[data-testid=terminal][data-session="${id}"]`)).not.toBeNull();
const said = () => [...(find("session-news")?.children ?? [])].map(({ textContent }) => textContent);

async function enter(id: number) {
  await until(() => {
    const field = pane(id)?.querySelector<HTMLElement>(".xterm textarea");
    field?.focus();
    isIn(id);
  });
}

it("leads from one terminal to what is around it, and on to the next", async () => {
  dockLayout.join(String(right.id), String(left.id), "row");
  await until(() => expect(all("pane-alone").length).toBe(2));
  await enter(left.id);
  press("Tab", { ctrlKey: true });
  expect(focused()).toBe(find("pane-line"));
  press("Tab", { ctrlKey: true });
  expect(focused()).toBe(pane(right.id)?.querySelector("[data-testid=pane-alone]"));
  press("Tab", { ctrlKey: true });
  isIn(right.id);
  press("Tab", { ctrlKey: true, shiftKey: true });
  expect(focused()).toBe(pane(right.id)?.querySelector("[data-testid=pane-alone]"));
  // Out of it all, as from a terminal.
  press("Escape", { ctrlKey: true, shiftKey: true });
  expect(focused().dataset["testid"]).toBe("dock-tab");
});

it("leads to the line beneath a terminal that is lost, and offers the same in the menu", async () => {
  await enter(right.id);
  await backend.containerStop(idOf("billing"));
  await see("session-lost");
  await enter(right.id);
  press("Tab", { ctrlKey: true });
  expect(focused()).toBe(find("reconnect-by-itself"));
  await enter(right.id);
  (await see("terminal-more")).click();
  (await see("menu-terminal-previous")).click();
  await until(() => expect(focused().dataset["testid"]).toBe("pane-alone"));
});

it("connects again by itself until that is switched off, where it was switched on or in the settings", async () => {
  const box = (name: string) => document.querySelector<HTMLInputElement>(`[data-testid=${name}]`);
  const kept = (on: boolean) => until(async () => expect((await backend.settingsGet()).terminalReconnect).toBe(on));
  box("reconnect-by-itself")?.click();
  await kept(true);
  find("nav-settings")?.click();
  await see("terminal-reconnect");
  expect(box("terminal-reconnect")?.checked).toBe(true);
  box("terminal-reconnect")?.click();
  await kept(false);
  await until(() => expect(box("reconnect-by-itself")?.checked).toBe(false));
  expect(settings.current.terminalReconnect).toBe(false);
});

it("reads out what becomes of sessions, by their tabs, also of those out of sight", async () => {
  expect(said()).toEqual(["billing · /bin/bash: billing has stopped, with code 137."]);
  await sessions.reconnect(right.id);
  await until(() => expect(said().at(-1)).toBe("billing · /bin/bash: Reconnected"));
  dockLayout.leave(String(right.id));
  dockLayout.rename(String(left.id), "build");
  sessions.activate(right.id);
  await until(() => expect(pane(left.id)).toBeNull());
  await backend.sessionInput(left.id, 0, { kind: "text", data: "\u0004" });
  await until(() => expect(said().at(-1)).toBe("build: Exited with code 0"));
  expect(said().length).toBe(3);
});

it("no longer asks about what has meanwhile become something else", async () => {
  const other = await sessions.openExec({ container: idOf("couchdb-1") });
  await running(other.id);
  document.querySelector<HTMLElement>(`[data-testid=dock-tab-close][data-session="${other.id}"]`)?.click();
  await see("close-session-dialog");
  await backend.sessionInput(other.id, 0, { kind: "text", data: "\u0004" });
  await until(() => expect(find("close-session-dialog")).toBeNull());
  expect(sessions.list.some(({ id }) => id === other.id)).toBe(true);
});

it("does not ask again when what it asked about comes back", async () => {
  document.querySelector<HTMLElement>(`[data-testid=dock-tab-close][data-session="${right.id}"]`)?.click();
  await see("close-session-dialog");
  await backend.containerStop(idOf("billing"));
  await until(() => expect(find("close-session-dialog")).toBeNull());
  await sessions.reconnect(right.id);
  await running(right.id);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(find("close-session-dialog")).toBeNull();
});

it("says what to do next where input is lost, or a frame can't be read", async () => {
  const opened = vi.spyOn(backend, "execOpen");
  const { id } = await sessions.openExec({ container: idOf("couchdb-1") });
  await running(id);
  const said = (fault: string) =>
    until(() => expect(find("session-fault")?.dataset["fault"]).toBe(fault)).then(
      () => find("session-fault")?.textContent,
    );
  vi.spyOn(backend, "sessionInput").mockRejectedValueOnce({ code: "internal", message: "no room", detail: null });
  sessions.input(id, { kind: "text", data: "ls -l\r" });
  expect(await said("input")).toContain("type the rest again");
  opened.mock.lastCall?.[3](new ArrayBuffer(1));
  expect(await said("frame")).toContain("Redraw it");
});

it("says at the question what leaves a run without one", async () => {
  const run = await sessions.openRun({ image: "busybox:stable", interactive: true });
  await running(run.id);
  const shell = await sessions.openExec({ container: idOf("couchdb-1") });
  await running(shell.id);
  const ask = async (id: number) => {
    document.querySelector<HTMLElement>(`[data-testid=dock-tab-close][data-session="${id}"]`)?.click();
    await see("close-session-dialog");
  };
  await ask(run.id);
  expect(find("close-session-keys")?.textContent).toContain("Ctrl+P Ctrl+Q");
  find("close-session-cancel")?.click();
  await until(() => expect(find("close-session-dialog")).toBeNull());
  await ask(shell.id);
  expect(find("close-session-keys")).toBeNull();
  find("close-session-cancel")?.click();
});

it("does nothing on another engine with a container that is not there", async () => {
  const { id, engine } = await sessions.openHello();
  const button = () => pane(id)?.querySelector<HTMLButtonElement>("[data-testid=remove-container]");
  await until(() => expect(button()?.disabled).toBe(false));
  const [own, other] = await backend.engineEndpoints();
  expect(own?.name).toBe(engine);
  await backend.engineSelect(other?.id ?? "");
  await until(() => expect(find("session-elsewhere")?.textContent).toBe(`on ${engine}`));
  expect(button()?.disabled).toBe(true);
  expect(button()?.title).toContain(engine);
  // The same image can be run here too.
  const again = () => pane(id)?.querySelector<HTMLButtonElement>("[data-testid=run-again]");
  expect(again()?.disabled).toBe(false);
  expect(again()?.textContent?.trim()).toBe(`Run again on ${other?.name}`);
  sessions.report(id, { code: "engineNotInUse", message: engine, detail: null });
  await until(() =>
    expect(find("session-fault")?.textContent).toContain(`This is on ${engine}. Choose that engine first`),
  );
  await backend.engineSelect(own?.id ?? "");
  await until(() => expect(button()?.disabled).toBe(false));
  expect(find("session-elsewhere")).toBeNull();
  expect(again()?.textContent?.trim()).toBe("Run again");
  const removed = vi.spyOn(backend, "sessionRemove");
  button()?.click();
  await until(() => expect(button()).toBeNull());
  expect(removed).toHaveBeenCalledWith(id);
  // Without its container too it is of its engine, and would not run there again.
  await backend.engineSelect(other?.id ?? "");
  await until(() => expect(again()?.textContent?.trim()).toBe(`Run again on ${other?.name}`));
  expect(find("session-elsewhere")?.textContent).toBe(`on ${engine}`);
  const failed = { ...sessions.list.find((info) => info.id === id), phase: { at: "failed" } } as SessionInfo;
  const error = { code: "internal", message: "no", detail: null } as const;
  const { container } = render(SessionFailure, { info: failed, error, attempt: async () => true });
  const retry = () => container.querySelector("[data-testid=try-again]")?.textContent?.trim();
  expect(retry()).toBe(`Try again on ${other?.name}`);
  await backend.engineSelect(own?.id ?? "");
  await until(() => expect(retry()).toBe("Try again"));
});

it("leaves the keyboard where it was when a tab is not closed after all", async () => {
  const { id } = await sessions.openExec({ container: idOf("couchdb-1") });
  await running(id);
  const cancelled = async () => {
    await see("close-session-dialog");
    await until(() => expect(focused().closest("[data-testid=close-session-dialog]")).not.toBeNull());
    find("close-session-cancel")?.click();
    await until(() => expect(find("close-session-dialog")).toBeNull());
    // What came a moment later took it away.
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await enter(id);
  press("W", { ctrlKey: true, shiftKey: true });
  await cancelled();
  isIn(id);
  const tab = document.querySelector<HTMLElement>(`[data-testid=dock-tab][data-session="${id}"]`);
  tab?.focus();
  press("Delete");
  await cancelled();
  expect(focused()).toBe(tab);
});

it("leaves the keyboard in the terminal that one types in when another tab is closed", async () => {
  const front = await sessions.openExec({ container: idOf("couchdb-1") });
  const behind = await sessions.openExec({ container: idOf("couchdb-1") });
  for (const { id } of [front, behind]) {
    await running(id);
    await backend.sessionInput(id, 0, { kind: "text", data: "\u0004" });
    await until(() => expect(sessions.list.find((info) => info.id === id)?.phase.at).toBe("exited"));
  }
  sessions.activate(front.id);
  const closed = async (id: number) => {
    await enter(front.id);
    const close = vi.spyOn(sessions, "close");
    document.querySelector<HTMLElement>(`[data-testid=dock-tab-close][data-session="${id}"]`)?.click();
    await until(() => expect(close).toHaveResolved());
    close.mockRestore();
    // The keyboard is led on once the tab is gone.
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  await closed(behind.id);
  isIn(front.id);
  await closed(front.id);
  expect(focused().dataset["testid"]).toBe("dock-tab");
});

it("is silenced in one session when its program wants the clipboard again and again, until that is taken back", async () => {
  const { id } = await sessions.openExec({ container: idOf("couchdb-1") });
  await running(id);
  const put = (text: string) =>
    backend.sessionInput(id, 0, { kind: "text", data: `\u001b]52;c;${btoa(text)}\u0007${text}` });
  const isPrinted = (text: string) => until(() => expect(window.__quaysideTerminals?.text(id)).toContain(text));
  const item = async () => {
    (await see("terminal-more")).click();
    await see("menu-terminal-copy");
    return find("menu-terminal-clipboard");
  };
  await put("first");
  await see("clipboard-question");
  find("clipboard-never")?.click();
  await until(() => expect(find("clipboard-question")).toBeNull());
  await put("second");
  await isPrinted("second");
  expect(find("clipboard-question")).toBeNull();
  const back = await item();
  expect(back?.title).toContain("may not");
  back?.click();
  await until(() => expect(find("terminal-menu")).toBeNull());
  await put("third");
  await see("clipboard-question");
  find("clipboard-deny")?.click();
  expect(await item()).toBeNull();
});

it("offers to run a command again, and not to do so by itself", async () => {
  const { id } = await sessions.openExec({ container: idOf("couchdb-1"), command: "pg_restore dump" });
  await running(id);
  await backend.containerStop(idOf("couchdb-1"));
  await until(() => expect(pane(id)?.querySelector("[data-testid=session-lost]")).not.toBeNull());
  const notice = pane(id)?.querySelector("[data-testid=session-lost]");
  expect(notice?.querySelector("[data-testid=session-reconnect]")?.textContent.trim()).toBe("Start and run again");
  expect(notice?.querySelector("[data-testid=reconnect-by-itself]")).toBeNull();
});
