/** What is carried out is the answer to the question on the screen, in the whole page on the engine in memory. */
import { fireEvent } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import { backend } from "./ipc/backend";
import { cleanUp } from "./state/actions";
import { closeDialog, openDialog } from "./state/dialogs.svelte";
import { view } from "./state/view.svelte";
import { all, find, openApp, press, row, see, until } from "./test-app";

const memory = await openApp({ settings: { removeUndoSeconds: 60 } });

const click = async (testid: string) => fireEvent.click(await see(testid));
const isDisabled = (testid: string) => find(testid)?.hasAttribute("disabled");
const plansFail = () =>
  vi
    .spyOn(backend(), "imagesRemovalPlan")
    .mockRejectedValue({ code: "engineLost", message: "unexpected EOF", detail: null });

it("removes nothing by a plan that answers another question", async () => {
  await see("image-row");
  await fireEvent.click(row("couchdb:latest") as HTMLElement);
  row("couchdb:latest")?.focus();
  press("Delete");
  await click("remove-way-take");
  await until(() => expect(isDisabled("remove-confirm")).toBe(false));
  const failing = plansFail();
  await click("remove-way-leave");
  await see("remove-error");
  expect(isDisabled("remove-confirm")).toBe(true);
  // What the other answer promised is out of sight; the choice is not.
  expect([find("remove-sum"), find("remove-line")]).toEqual([null, null]);
  await see("remove-way-take");
  failing.mockRestore();
  await click("remove-way-take");
  await until(() => expect(isDisabled("remove-confirm")).toBe(false));
  expect(find("remove-error")).toBeNull();
  // The same question about another state of the engine is another one.
  const failingAgain = plansFail();
  memory.world.images = memory.world.images.filter(({ repository }) => repository !== "node");
  memory.emit("changed", ["images"]);
  await see("remove-error");
  expect(isDisabled("remove-confirm")).toBe(true);
  failingAgain.mockRestore();
  closeDialog();
});

it("cleans up nothing by a plan that answers another question", async () => {
  openDialog({ kind: "cleanUp" });
  await click("clean-up-unused");
  await until(() => expect(isDisabled("clean-up-confirm")).toBe(false));
  const failing = plansFail();
  await fireEvent.click(all("remove-row")[0] as HTMLElement);
  await see("clean-up-error");
  expect(isDisabled("clean-up-confirm")).toBe(true);
  expect([find("remove-sum"), find("clean-up-line"), find("clean-up-prune")]).toEqual([null, null, null]);
  failing.mockRestore();
  await click("clean-up-retry");
  await until(() => expect(isDisabled("clean-up-confirm")).toBe(false));
  expect(find("clean-up-error")).toBeNull();
  closeDialog();
});

it("cleans up what was typed, whatever the list is narrowed down to", async () => {
  const isClosed = () => until(() => expect(find("clean-up")).toBeNull());
  const narrowed = async () => ((await see("clean-up-filter")) as HTMLInputElement).value;
  closeDialog();
  await isClosed();
  view.imagesFilter = "redis";
  openDialog({ kind: "cleanUp", start: { which: "unused" } });
  expect(await narrowed()).toBe("");
  closeDialog();
  await isClosed();
  cleanUp();
  expect(await narrowed()).toBe("redis");
  closeDialog();
  view.imagesFilter = "";
});
