/** Going about in the Inspect place: links, back, what every tab has in common. */
import { fireEvent } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { inspectTabs } from "./state/inspect.svelte";
import { settings } from "./state/settings.svelte";
import { all, find, openApp, press, see, until } from "./test-app";

const memory = await openApp();

const node = (path: string) => document.querySelector<HTMLElement>(`[data-testid=inspect-node][data-path="${path}"]`);
const there = (path: string) =>
  until(() => {
    const found = node(path);
    if (!found) throw new Error(`${path} is not there`);
    return found;
  });
const names = () => all("inspect-tab").map((tab) => tab.getAttribute("aria-label"));
const open = (kind: "image" | "container", name: string) => inspectTabs.open({ is: "object", subject: { kind, name } });
const goTo = async (path: string) => {
  await fireEvent.click(await see("inspect-edit-path"));
  const field = await see("inspect-path-field");
  await fireEvent.input(field, { target: { value: path } });
  await fireEvent.keyDown(field, { key: "Enter" });
  return until(() => {
    expect(find("inspect-path-field")).toBeNull();
    expect(node(path)?.getAttribute("aria-selected")).toBe("true");
  });
};
const label = () => document.querySelector("[data-testid=inspect-tab][aria-selected=true]")?.getAttribute("aria-label");

it("comes back to the row that a link was followed from, with the focus on nothing", async () => {
  await see("image-row");
  open("container", "billing");
  await there("/Mounts");
  await fireEvent.click(await see("inspect-expand-all"));
  await goTo("/Mounts/0/Name");
  const link = (await there("/Mounts/0/Name")).querySelector("[data-testid=inspect-link]");
  await fireEvent.click(link as HTMLElement);
  await there("/Mountpoint");
  expect(label()).toBe("data");
  (document.activeElement as HTMLElement | null)?.blur();
  press("ArrowLeft", { altKey: true });
  const row = await there("/Mounts/0/Name");
  expect(label()).toBe("billing");
  await until(() => expect(row.isConnected && node("/Mounts/0/Name")?.getAttribute("aria-selected")).toBe("true"));
});

it("goes forward again from the tab", async () => {
  await until(() => expect(find("inspect-forward")?.hasAttribute("disabled")).toBe(false));
  document.querySelector<HTMLElement>("[data-testid=inspect-tab][aria-selected=true]")?.focus();
  press("ArrowRight", { altKey: true });
  await there("/Mountpoint");
  expect(names()).toEqual(["billing", "data"]);
  press("ArrowLeft", { altKey: true });
  await there("/Mounts/0/Name");
});

it("comes back to the row of a link that was only clicked", async () => {
  await goTo("/Mounts/0/Type");
  await fireEvent.click((await there("/Mounts/0/Name")).querySelector("[data-testid=inspect-link]") as HTMLElement);
  await there("/Mountpoint");
  press("ArrowLeft", { altKey: true });
  await until(() => expect(node("/Mounts/0/Name")?.getAttribute("aria-selected")).toBe("true"));
});

it("opens all that stands beside a row", async () => {
  open("image", "redis:8");
  await there("/RootFS");
  await fireEvent.click(await see("inspect-collapse-all"));
  const tab = () => document.querySelector("[data-testid=inspect-tab][aria-selected=true]");
  await until(() => expect(document.activeElement).toBe(tab()));
  find("inspect-tree")?.focus();
  press("End");
  await until(() => expect(node("/Metadata")?.getAttribute("aria-selected")).toBe("true"));
  press("ArrowUp");
  await until(() => expect(node("/RootFS")?.getAttribute("aria-selected")).toBe("true"));
  press("*");
  await until(() => {
    expect(node("/RootFS")?.getAttribute("aria-expanded")).toBe("true");
    expect(node("/Metadata")?.getAttribute("aria-expanded")).toBe("true");
  });
});

it("hides defaults wherever a document is open", async () => {
  await there("/Config/Domainname");
  settings.change({ inspectHideDefaults: true });
  await until(() => expect(node("/Config/Domainname")).toBeNull());
  settings.change({ inspectHideDefaults: false });
  await there("/Config/Domainname");
});

it("offers the earlier states of what is in sight", async () => {
  open("container", "billing");
  await there("/State/Status");
  memory.world.containers = memory.world.containers.map((one) =>
    one.name === "billing" ? { ...one, state: "paused" } : one,
  );
  memory.emit("changed", ["containers"]);
  await until(() => expect(node("/State/Status")?.textContent).toContain("paused"));
  await fireEvent.click(await see("inspect-compare"));
  const moment = await until(() => {
    const found = all("compare-with-choice").find(({ dataset }) => dataset.choice?.startsWith("moment:"));
    if (!found) throw new Error("no earlier state");
    return found;
  });
  await fireEvent.click(moment);
  await see("compare-row");
  expect(names().at(-1)).toBe("billing");
});
