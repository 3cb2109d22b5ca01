/** What a reader does with a document beyond walking it: types paths, filters, goes back, reads, takes along. */
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import axe from "axe-core";
import { beforeEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import { memoryDocuments } from "$/ipc/memory-documents";
import { settings } from "$/state/settings.svelte";
import { toasts } from "$/state/toasts.svelte";
import InspectPane from "./InspectPane.svelte";

const object = {
  Id: "sha256:1",
  Config: {
    Domainname: "",
    Env: ["A=1", "DB_PASSWORD=hunter2-hunter2", "PATH=/bin:/usr/bin"],
    Cmd: ["sh", "-c", "ls -l"],
  },
  Size: 252_239_692,
};

let text: string;
let changed: (tags: string[]) => void;
let called: string[];
const clipboardWrite = vi.fn<(text: string) => Promise<null>>(async () => null);

beforeEach(() => {
  text = JSON.stringify(object);
  called = [];
  clipboardWrite.mockClear();
  for (const { id } of toasts.list) toasts.close(id);
  settings.change({ inspectHideDefaults: false, inspectWrap: false, imagesPinned: [] });
  const documents = Object.entries(memoryDocuments(() => text)).map(([name, command]) => [
    name,
    (...args: unknown[]) => {
      called.push(name);
      return (command as (...args: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  const listen = async (event: string, handler: (tags: string[]) => void) => {
    if (event === "changed") changed = handler;
    return () => undefined;
  };
  const settingsSet = async () => null;
  setBackend({ ...Object.fromEntries(documents), clipboardWrite, settingsSet, listen } as unknown as Backend);
});

const open = async () => {
  render(InspectPane, { props: { target: { is: "object", subject: { kind: "image", name: "couchdb" } } } });
  return screen.findByRole("tree");
};
const paths = () => screen.getAllByTestId("inspect-node").map((node) => node.dataset.path);
const node = (path: string) => document.querySelector<HTMLElement>(`[data-path="${path}"]`) as HTMLElement;
const press = (key: string, more = {}) => fireEvent.keyDown(screen.getByRole("tree"), { key, ...more });
const at = (path: string) =>
  waitFor(() => {
    expect(document.querySelector<HTMLElement>("[aria-selected=true]")?.dataset.path).toBe(path);
    expect(screen.getByTestId("inspect-path").dataset.pointer).toBe(path);
  });
const goTo = async (path: string) => {
  await press("l", { ctrlKey: true });
  const field = await screen.findByTestId("inspect-path-field");
  await fireEvent.input(field, { target: { value: path } });
  await fireEvent.keyDown(field, { key: "Enter" });
};
const choose = async (path: string, testid: string) => {
  await fireEvent.contextMenu(node(path));
  const item = await screen.findByTestId(testid);
  item.focus();
  await fireEvent.keyDown(item, { key: "Enter" });
};
const expectAccessible = async () => {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
};

it("is drawn from one answer", async () => {
  await open();
  expect(paths()).toContain("/Config/Env");
  expect(screen.getByTestId("inspect-path").dataset.pointer).toBe("");
  expect(called).toEqual(["documentOpen"]);
});

it("goes to a path that is typed, completes it, and says where there is none", async () => {
  await open();
  await press("l", { ctrlKey: true });
  const field = await screen.findByTestId<HTMLInputElement>("inspect-path-field");
  await fireEvent.input(field, { target: { value: ".Config.E" } });
  expect((await screen.findAllByTestId("inspect-completion"))[0]?.textContent).toContain("Env");
  await expectAccessible();
  await fireEvent.keyDown(field, { key: "Tab" });
  await waitFor(() => expect(field.value).toBe(".Config.Env["));
  await fireEvent.input(field, { target: { value: ".Config.Nothing" } });
  await fireEvent.keyDown(field, { key: "Enter" });
  expect((await screen.findByTestId("inspect-path-wrong")).textContent).toBe("Nothing is at this path");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  await fireEvent.input(field, { target: { value: "/Config/Env/2" } });
  await waitFor(() => expect(screen.queryByTestId("inspect-path-wrong")).toBeNull());
  await fireEvent.keyDown(field, { key: "Enter" });
  await at("/Config/Env/2");
  await waitFor(() => expect(screen.queryByTestId("inspect-path-field")).toBeNull());
});

it("goes back and forward through jumps, by keys and by the mouse's buttons", async () => {
  await open();
  await goTo(".Config.Env[1]");
  await at("/Config/Env/1");
  await press("ArrowDown");
  await at("/Config/Env/2");
  await fireEvent.click(await screen.findByRole("button", { name: "Config" }));
  await at("/Config");
  await press("ArrowLeft", { altKey: true });
  await at("/Config/Env/2");
  await fireEvent.mouseUp(screen.getByRole("tree"), { button: 3 });
  await at("");
  expect(screen.getByTestId<HTMLButtonElement>("inspect-back").disabled).toBe(true);
  await fireEvent.mouseUp(screen.getByRole("tree"), { button: 4 });
  await at("/Config/Env/2");
});

it("shows only matches, and all again", async () => {
  await open();
  await fireEvent.input(screen.getByTestId("inspect-search"), { target: { value: "PASSWORD" } });
  await waitFor(() => expect(screen.getByTestId("inspect-count").textContent).toBe("1 of 1"));
  await fireEvent.click(screen.getByTestId("inspect-matches-only"));
  await waitFor(() => expect(paths()).toEqual(["", "/Config", "/Config/Env", "/Config/Env/1"]));
  const filtered = screen.getByTestId("inspect-filtered");
  expect(filtered.textContent).toContain("Only matches are shown.");
  await fireEvent.click(filtered.querySelector("button") as HTMLElement);
  await waitFor(() => expect(paths()).toContain("/Size"));
});

it("hides defaults from the first picture on, and shows one that is gone to", async () => {
  settings.change({ inspectHideDefaults: true });
  await open();
  expect(paths()).not.toContain("/Config/Domainname");
  await goTo(".Config.Domainname");
  await at("/Config/Domainname");
});

it("copies without secrets, and with them when asked", async () => {
  await open();
  await goTo(".Config.Env[1]");
  await at("/Config/Env/1");
  await press("c", { ctrlKey: true });
  await waitFor(() => expect(toasts.list.at(-1)?.title).toBe("Copied with 1 secret masked"));
  expect(clipboardWrite.mock.lastCall?.[0]).not.toContain("hunter2");
  toasts.list.at(-1)?.action?.run();
  await waitFor(() => expect(clipboardWrite.mock.lastCall?.[0]).toBe("DB_PASSWORD=hunter2-hunter2"));
  expect(node("/Config/Env/1").textContent).not.toContain("hunter2");
  await fireEvent.click(node("/Config/Env/1").querySelector("[data-act=reveal]") as HTMLElement);
  await waitFor(() => expect(node("/Config/Env/1").textContent).toContain("hunter2"));
  await fireEvent.click(node("/Config/Env/1").querySelector("[data-act=veil]") as HTMLElement);
  await waitFor(() => expect(node("/Config/Env/1").textContent).not.toContain("hunter2"));
});

it("lists what changed, and leads there", async () => {
  await open();
  expect(screen.queryByTestId("inspect-change-count")).toBeNull();
  text = JSON.stringify({ ...object, Size: 7 });
  changed(["images"]);
  await fireEvent.click(await screen.findByTestId("inspect-change-count"));
  const change = await screen.findByTestId("inspect-change");
  expect(change.textContent?.replace(/\s+/g, " ").trim()).toBe("/Size 252239692 → 7");
  await expectAccessible();
  await fireEvent.click(change);
  await at("/Size");
});

it("reads a value at length as what it is", async () => {
  await open();
  await goTo(".Config.Env");
  await at("/Config/Env");
  await press("Enter", { shiftKey: true });
  const table = await screen.findByTestId("inspect-pairs");
  expect([...table.querySelectorAll("tbody th")].map(({ textContent }) => textContent)).toEqual([
    "A",
    "DB_PASSWORD",
    "PATH",
  ]);
  await expectAccessible();
  await fireEvent.click(screen.getAllByTestId("inspect-copy-pair")[0] as HTMLElement);
  await waitFor(() => expect(clipboardWrite).toHaveBeenLastCalledWith("1"));
  await press("ArrowDown");
  await waitFor(() => expect(screen.getByTestId("inspect-whole-value").textContent).toContain("sh -c 'ls -l'"));
  await press("Escape");
  await waitFor(() => expect(screen.queryByTestId("inspect-whole-value")).toBeNull());
});

it("makes a column of a field", async () => {
  await open();
  await choose("/Size", "menu-inspect-pin");
  await waitFor(() => expect(settings.current.imagesPinned).toEqual(["/Size"]));
  await choose("/Size", "menu-inspect-unpin");
  await waitFor(() => expect(settings.current.imagesPinned).toEqual([]));
});

it("saves a branch and says where", async () => {
  await open();
  await choose("/Config", "menu-inspect-save-yaml");
  await waitFor(() => expect(toasts.list.at(-1)?.title).toMatch(/^Saved as .+ with 1 secret masked$/));
  expect(toasts.list.at(-1)?.action?.label).toBe("Save with the secrets");
});

it("wraps rows, with the same keys", async () => {
  settings.change({ inspectWrap: true });
  await open();
  await press("End");
  await at("/Size");
  await press("Home");
  await at("");
});
