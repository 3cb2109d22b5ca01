/** What is carried out is the answer to the question on the screen, in the whole page on the engine in memory. */
import { fireEvent } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, it, vi } from "vitest";
import { backend } from "./ipc/backend";
import type { Reclaim } from "./ipc/bindings";
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

it("asks anew what a selection frees where that may have changed, and shows the answer until another has come", async () => {
  await fireEvent.click(row("couchdb:latest") as HTMLElement);
  await fireEvent.click(row("redis:8") as HTMLElement, { ctrlKey: true });
  const frees = () => find("selection-frees")?.dataset.freed;
  await until(() => expect(frees()).toBeDefined());
  const before = frees();
  let resolve: (sum: Reclaim) => void = () => undefined;
  const answer = new Promise<Reclaim>((done) => (resolve = done));
  const asking = vi.spyOn(backend(), "imagesReclaim").mockReturnValue(answer);
  // In another order the same ones are selected.
  const drawn = find("selection-frees");
  await fireEvent.click(await see("sort-size"));
  await until(() => expect(find("sort-size")?.closest("[aria-sort]")).not.toBeNull());
  await tick();
  expect(asking).not.toHaveBeenCalled();
  expect(find("selection-frees")).toBe(drawn);
  memory.world.containers = [...memory.world.containers];
  memory.emit("changed", ["containers"]);
  await until(() => expect(asking).toHaveBeenCalledOnce());
  expect(frees()).toBe(before);
  resolve({ images: 2, freed: 5, shared: 0, doubts: [], gathering: false, gathered: 0, of: 0 });
  await until(() => expect(frees()).toBe("5"));
  asking.mockRestore();
});
