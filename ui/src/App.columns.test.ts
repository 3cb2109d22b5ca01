import { fireEvent } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { nameOf, NONE } from "./lib/images";
import { inspectTabs } from "./state/inspect.svelte";
import { settings } from "./state/settings.svelte";
import { all, expectAccessible, find, openApp, press, row, see, until } from "./test-app";

const memory = await openApp();
const inspectFields = memory.backend.inspectFields;

const cells = (pointer: string) =>
  all("pinned-cell")
    .filter(({ dataset }) => dataset.pointer === pointer)
    .map(({ textContent }) => textContent.trim());
const cell = (element: HTMLElement | null | undefined, pointer: string) =>
  element?.querySelector<HTMLElement>(`[data-testid=pinned-cell][data-pointer="${pointer}"]`);
const references = () => all("image-row").map(({ dataset }) => dataset.reference);
const container = (name: string) => all("container-row").find(({ dataset }) => dataset.name === name);
const head = (pointer: string) => find(`sort-${pointer}`) as HTMLElement;
const menu = (item: string) => see(item);

async function type(text: string) {
  if (!find("column-path")) await fireEvent.click(await see("columns-open"));
  const field = await see("column-path");
  field.focus();
  await fireEvent.input(field, { target: { value: text } });
}

async function add(text: string) {
  await type(text);
  press("Enter");
}

it("shows a field that is typed, as what it means", async () => {
  await see("image-row");
  await add(".Size");
  await until(() => expect(cell(row("couchdb:latest"), "/Size")?.textContent).toBe("252MB"));
  expect(cell(row("couchdb:latest"), "/Size")?.title).toBe("252,239,692 bytes\n252239692");
  expect(head("/Size").closest<HTMLElement>("[role=columnheader]")?.title).toBe("/Size");
  expect(settings.current.imagesPinned).toEqual(["/Size"]);
});

it("takes Enter at the word, however fast it was typed", async () => {
  await add("/Config/Labels/com.example.team");
  await until(() => expect(settings.current.imagesPinned).toContain("/Config/Labels/com.example.team"));
  await until(() => expect(cells("/Config/Labels/com.example.team")[0]).toBe("Payments"));
});

it("leads from an object into it", async () => {
  await type(".Config.Health");
  await until(() => expect(all("column-choice")[0]?.dataset.choice).toBe(".Config.Healthcheck"));
  press("Enter");
  await until(() => expect((find("column-path") as HTMLInputElement).value).toBe(".Config.Healthcheck."));
  await until(() =>
    expect(all("column-choice").map(({ dataset }) => dataset.choice)).toEqual([
      ".Config.Healthcheck.Test",
      ".Config.Healthcheck.Interval",
      ".Config.Healthcheck.Retries",
    ]),
  );
  await expectAccessible();
  press("ArrowDown");
  press("Enter");
  await until(() => expect(cells("/Config/Healthcheck/Interval")[0]).toBe("30\u00a0s"));
});

it("says why something can't be added, and takes a column away", async () => {
  await add(".Size");
  await until(() => expect(find("column-fault")?.textContent).toBe("This field is a column already."));
  await add("what is this");
  await until(() => expect(find("column-fault")?.textContent).toContain("not a path"));
  const panel = await see("columns-panel");
  await fireEvent.click(
    panel.querySelector('[data-testid=column-remove][data-pointer="/Config/Healthcheck/Interval"]') as HTMLElement,
  );
  await until(() => expect(find("sort-/Config/Healthcheck/Interval")).toBeNull());
  settings.change({ imagesPinned: ["/a", "/b", "/c", "/d", "/e", "/f"] });
  await add("/zz");
  await until(() => expect(find("column-fault")?.textContent).toContain("6 columns"));
  settings.change({ imagesPinned: ["/Size", "/Config/Env/3", "/Config/Labels", "/Nope"] });
  press("Escape");
  await until(() => expect(find("columns-panel")).toBeNull());
});

it("masks secrets, counts keys, and says what is not there", async () => {
  const couchdb = () => row("couchdb:latest");
  await until(() => expect(cell(couchdb(), "/Config/Env/3")?.textContent).toBe("COUCHDB_PASSWORD=••••••••"));
  expect(cell(couchdb(), "/Config/Labels")?.textContent).toBe("2 keys");
  expect(cell(couchdb(), "/Config/Labels")?.title).toContain("com.example.team");
  expect(cell(couchdb(), "/Nope")?.dataset.tone).toBe("absent");
  await expectAccessible();
});

it("sorts by a field, and the other way round, and forgets it with the column", async () => {
  const before = references();
  await fireEvent.click(head("/Size"));
  await until(() => expect(references()[0]).toMatch(/^evil/));
  expect(references().at(-1)).toBe("<none>");
  expect(head("/Size").closest("[role=columnheader]")?.getAttribute("aria-sort")).toBe("ascending");
  await fireEvent.click(head("/Size"));
  await until(() => expect(references()[0]).toBe("<none>"));
  expect(settings.current.imagesSort).toBe("/Size");
  await fireEvent.contextMenu(head("/Size"));
  await menu("column-menu");
  await expectAccessible();
  await fireEvent.click(await menu("menu-column-remove"));
  await until(() => expect(find("sort-/Size")).toBeNull());
  await until(() => expect(references()).toEqual(before));
});

it("keeps the order until every value is here", async () => {
  let answer: (() => void) | undefined;
  memory.backend.inspectFields = (...question) =>
    new Promise((resolve) => (answer = () => resolve(inspectFields(...question))));
  const before = references();
  settings.change({ imagesPinned: ["/Created"] });
  await until(() => expect(find("sort-/Created")).not.toBeNull());
  await fireEvent.click(head("/Created"));
  await until(() => expect(head("/Created").textContent).toContain("Sorted as soon as every value is here"));
  expect(references()).toEqual(before);
  expect(cells("/Created")[0]).toBe("Loading…");
  await until(() => expect(answer).toBeDefined());
  memory.backend.inspectFields = inspectFields;
  answer?.();
  const created = (reference: string | undefined) =>
    memory.world.images.find((one) => nameOf(one) === reference || (one.tag === null && reference === NONE))?.created ??
    0;
  await until(() => expect(references()).toEqual([...before].sort((a, b) => created(a) - created(b))));
  await fireEvent.click(await see("sort-created"));
  await until(() => expect(references()).toEqual(before));
});

it("has the header's menu on the keyboard", async () => {
  head("/Created").focus();
  press("F10", { shiftKey: true });
  await see("column-menu");
  await fireEvent.click(await see("menu-descending"));
  await until(() =>
    expect(head("/Created").closest("[role=columnheader]")?.getAttribute("aria-sort")).toBe("descending"),
  );
  await until(() => expect(find("column-menu")).toBeNull());
  head("/Created").focus();
  press("Delete");
  await until(() => expect(settings.current.imagesPinned).toEqual([]));
});

it("follows containers as they change, and the engine as it goes and comes", async () => {
  await fireEvent.click(await see("nav-containers"));
  settings.change({ containersPinned: ["/State/Status"] });
  await until(() => expect(cell(container("cache"), "/State/Status")?.textContent).toBe("running"));
  await memory.backend.containerStop(container("cache")?.dataset.id ?? "");
  await until(() => expect(cell(container("cache"), "/State/Status")?.textContent).toBe("exited"));
  memory.world.down = true;
  settings.change({ containersPinned: ["/State/Status", "/Name"] });
  await until(() => expect(cell(container("cache"), "/Name")?.dataset.tone).toBe("failed"));
  expect(cell(container("cache"), "/State/Status")?.textContent).toBe("exited");
  memory.world.down = false;
  memory.emit("engineStatusChanged", { state: "connecting", endpoint: null });
  memory.emit("engineStatusChanged", await memory.backend.engineStatus());
  await until(() => expect(cell(container("cache"), "/Name")?.textContent).toBe("/cache"));
});

it("inspects and compares what is selected", async () => {
  await fireEvent.click(container("cache") as HTMLElement);
  await until(() => expect(document.activeElement).toBe(container("cache")));
  expect(find("compare-selected")).toBeNull();
  await fireEvent.click(container("web") as HTMLElement, { ctrlKey: true });
  await fireEvent.contextMenu(container("web") as HTMLElement);
  expect((await see("inspect-in-tab")).textContent).toContain("Inspect in 2 tabs");
  await fireEvent.click(await see("inspect-in-tab"));
  await until(() => expect(inspectTabs.list.length).toBe(2));
  await see("place-inspect");
  await fireEvent.click(await see("nav-containers"));
  await until(() => expect(find("inspect-in-tab")).toBeNull());
  await fireEvent.click(await see("compare-selected"));
  await until(() => expect(inspectTabs.list.at(-1)?.shows).toBe("comparison"));
});

it("opens the row that has the keyboard in a tab", async () => {
  await fireEvent.click(await see("nav-images"));
  await fireEvent.click(row("redis:8") as HTMLElement);
  await until(() => expect(document.activeElement).toBe(row("redis:8")));
  press("Enter", { shiftKey: true });
  await until(() =>
    expect(inspectTabs.list.at(-1)).toMatchObject({
      target: { is: "object", subject: { kind: "image", name: "redis:8" } },
    }),
  );
  // Back where nothing waits for its moment.
  await fireEvent.click(await see("nav-images"));
  await see("place-images");
});
