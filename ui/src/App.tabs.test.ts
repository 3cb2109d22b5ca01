/** Many tabs of one container, in the whole page on the engine in memory: their names, and the list of all. */
import { beforeAll, expect, it } from "vitest";
import { dockLayout } from "./state/dock-layout.svelte";
import { sessions } from "./state/sessions.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

const { backend, world } = await openApp();
const container = world.containers.find(({ name }) => name === "billing")?.id ?? "";

async function open(): Promise<number> {
  const { id } = await sessions.openExec({ container });
  await until(() => expect(sessions.list.find((info) => info.id === id)?.phase.at).toBe("running"));
  return id;
}

const titles = () => [...document.querySelectorAll("[data-testid=dock-tab] .title")].map((title) => title.textContent);
const named = (...wanted: string[]) => until(() => expect(titles()).toEqual(wanted));
const listed = () => all("dock-tab-listed").map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim());
const shells: number[] = [];

beforeAll(async () => {
  await see("image-row");
  for (let count = 0; count < 3; count += 1) shells.push(await open());
});

it("tells tabs of one name apart, and takes a free number again", async () => {
  await named("billing · /bin/bash", "billing 2 · /bin/bash", "billing 3 · /bin/bash");
  await sessions.close(shells[1] ?? 0);
  await named("billing · /bin/bash", "billing 3 · /bin/bash");
  shells[1] = await open();
  await named("billing · /bin/bash", "billing 3 · /bin/bash", "billing 2 · /bin/bash");
  dockLayout.rename(String(shells[0]), "build");
  shells.push(await open());
  await named("build", "billing 3 · /bin/bash", "billing 2 · /bin/bash", "billing · /bin/bash");
  dockLayout.rename(String(shells[0]), "");
  await named("billing 4 · /bin/bash", "billing 3 · /bin/bash", "billing 2 · /bin/bash", "billing · /bin/bash");
});

it("says the same in what it asks and reads out", async () => {
  document.querySelector<HTMLElement>(`[data-testid=dock-tab-close][data-session="${shells[1]}"]`)?.click();
  expect((await see("close-session-dialog")).textContent).toContain("Close billing 2 · /bin/bash?");
  find("close-session-cancel")?.click();
  await until(() => expect(find("close-session-dialog")).toBeNull());
  await backend.sessionInput(shells[2] ?? 0, 0, { kind: "text", data: "\u0004" });
  await until(() => expect(find("session-news")?.textContent).toContain("billing 3 · /bin/bash: Exited with code 0"));
});

it("lists all tabs with their state, and leads to the one that is chosen", async () => {
  all("dock-tab")[0]?.focus();
  press("L", { ctrlKey: true, shiftKey: true });
  await see("dock-tab-list");
  expect(listed().map((line) => line.replace(/ · [\d.]+\ss$/u, ""))).toEqual([
    "billing 4 · /bin/bash running",
    "billing 3 · /bin/bash exit 0",
    "billing 2 · /bin/bash running",
    "billing · /bin/bash running",
  ]);
  // It begins at the one in front.
  await until(() => expect(document.activeElement).toBe(all("dock-tab-listed")[3]));
  expect(document.activeElement?.getAttribute("aria-current")).toBe("true");
  await expectAccessible();
  press("ArrowUp");
  await until(() => expect(document.activeElement).toBe(all("dock-tab-listed")[2]));
  press("Enter");
  await until(() => expect(sessions.activeId).toBe(shells[1]));
  expect(find("dock-tab-list")).toBeNull();
});

it("lists them from the buttons beside the tabs as well, and with Caps Lock", async () => {
  find("dock-collapse")?.focus();
  press("l", { ctrlKey: true, shiftKey: true });
  await see("dock-tab-list");
  press("Escape");
  await until(() => expect(find("dock-tab-list")).toBeNull());
});

it("offers the keys that leave a shell, and says what becomes of it", async () => {
  (await see("terminal-more")).click();
  const item = await see("menu-terminal-detach");
  expect(item.textContent).toContain("Ctrl+P Ctrl+Q");
  expect(item.title).toContain("it goes on in billing, unless");
  item.click();
  expect((await see("session-detached")).textContent).toContain("it goes on in billing");
  (await see("terminal-more")).click();
  expect((await see("menu-terminal-detach")).ariaDisabled).toBe("true");
});
