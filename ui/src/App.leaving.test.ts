/** Closing the window while something runs, in the whole page on the engine in memory. */
import { expect, it } from "vitest";
import { backend } from "./ipc/backend";
import { openDialog } from "./state/dialogs.svelte";
import { jobs } from "./state/jobs.svelte";
import { sessions } from "./state/sessions.svelte";
import { settings } from "./state/settings.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

const memory = await openApp();
const { world } = memory;
const gone = () => until(() => expect(find("leave-dialog")).toBeNull());

it("says what runs and what would become of it, and closes nothing by itself", async () => {
  await see("image-row");
  const job = await jobs.pull("redis:8");
  await until(() => expect(jobs.get(job.id)?.phase.at).toBe("running"));
  memory.emit("closeAsked", { canStay: true });
  await see("leave-stay");
  expect(all("leave-item").map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining("It is interrupted"),
  ]);
  await expectAccessible();
  press("Escape");
  await gone();
  expect(world.left).toBeUndefined();
});

it("offers nothing that would not be found again", async () => {
  memory.emit("closeAsked", { canStay: false });
  await see("leave-quit");
  expect(find("leave-stay")).toBeNull();
  expect(find("leave-always")).toBeNull();
  find("leave-cancel")?.click();
  await gone();
});

it("leaves the dialog beneath as it is, and does what is answered, from now on where that is wished", async () => {
  openDialog({ kind: "pull", reference: "redis:8" });
  await see("pull-dialog");
  memory.emit("closeAsked", { canStay: true });
  (await see("leave-always")).click();
  find("leave-stay")?.click();
  await gone();
  await until(() => expect(world.left).toBe("stay"));
  expect(find("pull-dialog")).not.toBeNull();
  expect(settings.current.windowClose).toBe("keep");
  expect((await backend().settingsGet()).windowClose).toBe("keep");
});

it("says that a shell stays in a container that is paused", async () => {
  const { id } = await sessions.openExec({ container: "web", command: "sh" });
  await until(() => expect(sessions.list.find((info) => info.id === id)?.phase.at).toBe("running"));
  memory.emit("closeAsked", { canStay: true });
  await until(() =>
    expect(all("leave-item").map(({ textContent }) => textContent)).toContainEqual(
      expect.stringContaining("the shell stays in it"),
    ),
  );
  find("leave-cancel")?.click();
  await gone();
  await sessions.close(id);
});

it("says that everything has ended where it has", async () => {
  memory.emit("closeAsked", { canStay: true });
  await see("leave-stay");
  for (const { id } of jobs.underWay) await jobs.cancel(id);
  await see("leave-ended");
  find("leave-quit")?.click();
  await until(() => expect(world.left).toBe("quit"));
});
