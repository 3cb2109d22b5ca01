import { fireEvent } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { inspectTabs } from "./state/inspect.svelte";
import { settings } from "./state/settings.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

const memory = await openApp();

const names = () => all("inspect-tab").map((tab) => tab.getAttribute("aria-label"));
const selected = () =>
  all("inspect-tab").find((tab) => tab.ariaSelected === "true" || tab.getAttribute("aria-selected") === "true");
const type = async (text: string) => fireEvent.input(await see("command-input"), { target: { value: text } });
const choices = () => all("command-choice").map(({ dataset }) => dataset.choice);
const path = (pointer: string) => all("compare-row").find(({ dataset }) => dataset.path === pointer);
const object = (name: string) => ({ from: "object", subject: { kind: "container", name } }) as const;

it("teaches where nothing is open", async () => {
  await see("image-row");
  press("3", { ctrlKey: true });
  await see("inspect-empty");
  expect(find("details")).toBeNull();
  expect(find("nav-inspect")?.getAttribute("aria-current")).toBe("page");
  await expectAccessible();
});

it("asks which of several objects a name means", async () => {
  press("k", { ctrlKey: true });
  await type("docker inspect cache");
  press("Enter");
  await see("command-question");
  expect(choices().map((choice) => choice?.split(":")[0])).toEqual(["container", "image", "volume"]);
  await expectAccessible();
  const input = find("command-input");
  press("ArrowDown");
  press("ArrowDown");
  await until(() =>
    expect(document.getElementById(input?.getAttribute("aria-activedescendant") ?? "")?.dataset.choice).toBe(
      "volume:cache",
    ),
  );
  press("Enter");
  await until(() => expect(find("command-bar")).toBeNull());
  expect(names()).toEqual(["cache"]);
  expect(inspectTabs.list[0]).toMatchObject({ target: { subject: { kind: "volume" } } });
  await see("inspect");
});

it("leaves the keys where somebody has put them while the tab came", async () => {
  const field = (await see("inspect-search")) as HTMLInputElement;
  inspectTabs.activate(inspectTabs.list[0]?.id ?? 0);
  inspectTabs.open({ is: "object", subject: { kind: "volume", name: "cache" } });
  field.focus();
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(document.activeElement).toBe(field);
  field.blur();
  inspectTabs.open({ is: "object", subject: { kind: "volume", name: "cache" } });
  await until(() => expect(document.activeElement?.getAttribute("role")).toBe("tab"));
});

it("says that there is no such object, and what is close", async () => {
  await fireEvent.click(await see("command-open"));
  await type("docker container inspect biling");
  press("Enter");
  expect((await see("command-fault")).textContent).toContain("There is no container called biling.");
  expect(choices()).toEqual(["container:billing"]);
  press("Enter");
  await until(() => expect(names()).toEqual(["cache", "billing"]));
});

it("says what it does not understand", async () => {
  press("k", { ctrlKey: true });
  await type("docker swarm init");
  expect((await see("command-fault")).textContent).toContain("docker swarm");
  expect(choices()).toEqual([]);
  await type("docker ps -a");
  expect(choices()).toEqual(["place:containers"]);
  await type("redis");
  expect(choices()[0]).toBe("image:redis:8");
  press("Tab");
  await until(() => expect((find("command-input") as HTMLInputElement).value).toBe("docker inspect redis:8"));
  press("Escape");
  await until(() => expect(find("command-bar")).toBeNull());
});

it("runs what is typed, or shows what is wrong with it", async () => {
  press("k", { ctrlKey: true });
  await type("docker run -it red");
  expect(choices()).toEqual(["run", "run-with", "image:redis:8"]);
  press("Tab");
  await until(() => expect((find("command-input") as HTMLInputElement).value).toBe("docker run -it redis:8"));
  await type("");
  const lines = "docker run -d \\\n  --name web redis:8\n";
  await fireEvent.paste(await see("command-input"), { clipboardData: { getData: () => lines } });
  expect((find("command-input") as HTMLInputElement).value).toBe("docker run -d --name web redis:8");
  expect(choices()).toEqual(["run", "run-with"]);
  await type("docker run --gpus all redis:8");
  expect((await see("command-fault")).textContent).toContain("--gpus");
  await type("docker run -p 80:x --name db redis:8 redis-server --version");
  expect(choices()).toEqual(["run-with"]);
  press("Enter");
  await see("run-dialog");
  expect((find("run-name") as HTMLInputElement).value).toBe("db");
  expect((find("run-command") as HTMLInputElement).value).toBe("redis-server --version");
  expect((find("run-publish-row") as HTMLInputElement).value).toBe("80:x");
  expect(find("run-publish-row")?.getAttribute("aria-invalid")).toBe("true");
  press("Escape");
  await until(() => expect(find("run-dialog")).toBeNull());
});

it("has tabs with the keys of tabs", async () => {
  await until(() =>
    expect(find("inspect-place")?.contains(document.activeElement) || document.activeElement === document.body).toBe(
      true,
    ),
  );
  press("PageUp", { ctrlKey: true });
  await until(() => expect(selected()?.getAttribute("aria-label")).toBe("cache"));
  press("PageDown", { ctrlKey: true, shiftKey: true });
  await until(() => expect(names()).toEqual(["billing", "cache"]));
  press("w", { ctrlKey: true });
  await until(() => expect(names()).toEqual(["billing"]));
  press("T", { ctrlKey: true, shiftKey: true });
  await until(() => expect(names()).toEqual(["billing", "cache"]));
  all("inspect-tab")[1]?.dispatchEvent(new MouseEvent("pointerdown", { button: 1, bubbles: true, cancelable: true }));
  await until(() => expect(names()).toEqual(["billing"]));
  await expectAccessible();
});

it("compares two containers as one tree", async () => {
  await fireEvent.click(await see("inspect-compare"));
  await fireEvent.input(await see("compare-with-input"), { target: { value: "cache" } });
  await expectAccessible();
  await fireEvent.click(
    all("compare-with-choice").find(({ dataset }) => dataset.choice?.endsWith("container:cache")) as HTMLElement,
  );
  await see("compare-row");
  expect(names()).toEqual(["billing", "billing ↔ cache"]);
  expect((await see("compare-summary")).textContent).toContain("changed");
  await until(() => expect(path("/Name")?.dataset.difference).toBe("changed"));
  expect(path("/Name")?.querySelector("[data-testid=compare-left]")?.textContent).toContain("/billing");
  expect(path("/Name")?.querySelector("[data-testid=compare-right]")?.textContent).toContain("/cache");
  expect(all("compare-fold").length).toBeGreaterThan(0);
  await expectAccessible();
});

it("walks from difference to difference", async () => {
  const count = () => find("compare-count")?.textContent?.trim() ?? "";
  const total = Number(count().split(" ")[0]);
  expect(total).toBeGreaterThan(2);
  await fireEvent.click(await see("compare-next"));
  await until(() => expect(count()).toBe(`1 of ${total}`));
  press("F7");
  await until(() => expect(count()).toBe(`2 of ${total}`));
  find("compare-tree")?.focus();
  press("p");
  await until(() => expect(count()).toBe(`1 of ${total}`));
  await fireEvent.click(await see("compare-prev"));
  await until(() => expect(count()).toBe(`${total} of ${total}`));
  const active = document.getElementById(find("compare-tree")?.getAttribute("aria-activedescendant") ?? "");
  expect(["added", "removed", "changed"]).toContain(active?.dataset.difference);
});

it("opens what is folded away", async () => {
  const fold = all("compare-fold")[0] as HTMLElement;
  const before = all("compare-row").length;
  await fireEvent.click(fold);
  await until(() => expect(all("compare-row").length).toBeGreaterThan(before));
});

it("keeps up with the engine, and keeps the place", async () => {
  await fireEvent.click(path("/Name") as HTMLElement);
  const row = memory.world.containers.find(({ name }) => name === "cache");
  if (row) row.name = "cache";
  memory.world.containers = memory.world.containers.map((one) =>
    one.name === "cache" ? { ...one, state: "paused" } : one,
  );
  memory.emit("changed", ["containers"]);
  await until(() =>
    expect(path("/State/Status")?.querySelector("[data-testid=compare-right]")?.textContent).toContain("paused"),
  );
  expect(path("/Name")?.getAttribute("aria-selected")).toBe("true");
});

it("goes the other way round", async () => {
  await fireEvent.click(await see("compare-swap"));
  await until(() =>
    expect(path("/Name")?.querySelector("[data-testid=compare-left]")?.textContent).toContain("/cache"),
  );
  expect(names()).toEqual(["billing", "cache ↔ billing"]);
});

it("gives a patch, with masks until the secrets are asked for", async () => {
  await fireEvent.click(await see("compare-copy-patch"));
  await until(() => expect(document.body.textContent).toContain("JSON Patch copied"));
});

it("says that two are alike, in French too", async () => {
  inspectTabs.compare(object("cache"), object("cache"));
  await until(() => expect(find("compare-summary")?.textContent).toContain("Both are alike"));
  settings.change({ language: "fr" });
  await until(() => expect(find("compare-summary")?.textContent).toContain("Les deux sont identiques"));
  expect(find("compare-next")?.hasAttribute("disabled")).toBe(true);
  await expectAccessible();
});
