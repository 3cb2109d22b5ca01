/** Who has the keyboard when a session begins or ends, in the whole page on the engine in memory. */
import { beforeAll, expect, it } from "vitest";
import { openDialog } from "./state/dialogs.svelte";
import { sessions } from "./state/sessions.svelte";
import { all, find, openApp, press, row, see, until } from "./test-app";

const { world } = await openApp();
const container = world.containers.find(({ name }) => name === "billing")?.id ?? "";

const focused = () => document.activeElement as HTMLElement;
const terminal = (id: number) => document.querySelector(`[data-testid=terminal][data-session="${id}"]`);
const tab = (id: number) => document.querySelector<HTMLElement>(`[data-testid=dock-tab][data-session="${id}"]`);
const running = (id: number) =>
  until(() => expect(sessions.list.find((info) => info.id === id)?.phase.at).toBe("running"));
/** It has begun, and what is done then is done. */
async function begun(id: number) {
  await running(id);
  await until(() => expect(terminal(id)?.querySelector("textarea")).not.toBeNull());
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const isIn = (id: number) => until(() => expect(terminal(id)?.contains(focused())).toBe(true));
const close = async () => {
  for (const { id } of sessions.list) await sessions.close(id);
};

beforeAll(async () => {
  await see("image-row");
});

it("is the terminal's where it stayed where the session was asked for", async () => {
  row("redis:8")?.focus();
  const run = await sessions.openRun({ image: "busybox:stable", interactive: true });
  expect(focused()).toBe(row("redis:8"));
  await running(run.id);
  await isIn(run.id);
  // From one terminal to the next.
  const shell = await sessions.openExec({ container });
  await isIn(shell.id);
  await close();
});

it("is the terminal's where it came back from what the session was asked for in", async () => {
  row("redis:8")?.focus();
  openDialog({ kind: "run", start: { image: "busybox:stable", interactive: true } });
  (await see("run-command")).focus();
  press("Enter", { ctrlKey: true });
  await until(() => expect(find("run-dialog")).toBeNull());
  const { id } = sessions.list[0] ?? { id: 0 };
  await running(id);
  await isIn(id);
  await close();
});

it("is the terminal's where it came back from the command bar, which closes before the session is there", async () => {
  row("redis:8")?.focus();
  openDialog({ kind: "command" });
  const line = (await see("command-input")) as HTMLInputElement;
  line.value = "docker exec -it billing bash";
  line.dispatchEvent(new Event("input", { bubbles: true }));
  await until(() => expect(find("command-choice")?.textContent).toContain("billing"));
  line.focus();
  press("Enter");
  const [shell] = await until(() => (expect(sessions.list).toHaveLength(1), sessions.list));
  await until(() => expect(find("command-bar")).toBeNull());
  await running(shell?.id ?? 0);
  await isIn(shell?.id ?? 0);
  await close();
});

it("stays where a person has gone with it since", async () => {
  row("redis:8")?.focus();
  const { id } = await sessions.openRun({ image: "busybox:stable", interactive: true });
  row("busybox:stable")?.focus();
  await begun(id);
  expect(focused()).toBe(row("busybox:stable"));
  await close();
});

it("stays on the tabs while one walks along them, past a shell that has never had it", async () => {
  const behind = await sessions.openExec({ container });
  const front = await sessions.openExec({ container });
  await running(behind.id);
  await isIn(front.id);
  tab(front.id)?.focus();
  press("ArrowLeft");
  await begun(behind.id);
  expect(focused()).toBe(tab(behind.id));
  press("ArrowRight");
  await until(() => expect(focused()).toBe(tab(front.id)));
  press("ArrowLeft");
  await until(() => expect(focused()).toBe(tab(behind.id)));
  press("Enter");
  await isIn(behind.id);
  expect(all("dock-tab")).toHaveLength(2);
  await close();
});
