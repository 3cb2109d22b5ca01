import { fireEvent } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, it } from "vitest";
import { sampleImages } from "./ipc/memory-data";
import { settings } from "./state/settings.svelte";
import { all, expectAccessible, find, openApp, press, row, see, until } from "./test-app";

const memory = await openApp();

const references = () => all("image-row").map(({ dataset }) => dataset.reference);
const groups = () => all("image-group").map(({ dataset }) => dataset.repository);
const group = (repository: string) => all("image-group").find(({ dataset }) => dataset.repository === repository);
const heads = () =>
  [...document.querySelectorAll<HTMLElement>("[data-testid=images-grid] [role=columnheader][data-col]")].map(
    ({ dataset }) => dataset.col,
  );
const filter = async (value: string) => {
  const field = (await see("image-filter")) as HTMLInputElement;
  field.focus();
  await fireEvent.input(field, { target: { value } });
  return field;
};
const selection = () => find("selection-bar")?.textContent.replace(/\s+/g, " ").trim();

it("filters by what is asked for, and marks what is wrong where it stands", async () => {
  await see("image-row");
  await filter("size>400MB -dangling:yes");
  await until(() => expect(references().sort()).toEqual(["postgres:17", "postgres:17-bookworm", "rust:1.95-slim"]));
  await filter("postgres tags:17");
  await until(() => expect(find("image-filter-fault")?.textContent).toContain("Did you mean “tag”"));
  expect(all("image-filter-mark").map(({ textContent }) => textContent)).toEqual(["tags"]);
  expect(find("image-filter")?.getAttribute("aria-invalid")).toBe("true");
  await expectAccessible();
  const field = await filter("postgres tag:");
  expect(find("image-filter-fault")).toBeNull();
  field.blur();
  await until(() => expect(find("image-filter-fault")?.textContent).toContain("Say what “tag”"));
});

it("is completed by keyboard: a key, then a value that the images have", async () => {
  await filter("pl");
  await until(() => expect(all("image-filter-choice").map(({ dataset }) => dataset.choice)).toEqual(["platform:"]));
  press("Tab");
  await until(() => expect((find("image-filter") as HTMLInputElement).value).toBe("platform:"));
  press("ArrowDown");
  await until(() => expect(find("image-filter")?.getAttribute("aria-activedescendant")).toBeTruthy());
  await expectAccessible();
  press("Enter");
  await until(() => expect((find("image-filter") as HTMLInputElement).value).toMatch(/^platform:linux/));
  press("Escape");
  press("Escape");
  await until(() => expect((find("image-filter") as HTMLInputElement).value).toBe(""));
});

it("selects all that match", async () => {
  await filter("repo:postgres");
  await until(() => expect(references().length).toBe(2));
  await fireEvent.click(row("postgres:17") as HTMLElement);
  await fireEvent.click(await see("select-matching"));
  await until(() => expect(selection()).toContain("2 selected · 438MB"));
  expect(find("select-matching")).toBeNull();
});

it("saves a filter under a name, renames it, chooses it, forgets it", async () => {
  await fireEvent.click(await see("filters-open"));
  await fireEvent.input(await see("filter-name"), { target: { value: "Databases" } });
  await fireEvent.click(await see("filter-save"));
  await until(() => expect(settings.current.imagesFilters).toEqual([{ name: "Databases", filter: "repo:postgres" }]));
  await expectAccessible();
  await fireEvent.click(await see("filter-rename"));
  await fireEvent.input(await see("filter-new-name"), { target: { value: "Postgres" } });
  await fireEvent.click(await see("filter-rename-save"));
  await until(() => expect(settings.current.imagesFilters[0]?.name).toBe("Postgres"));
  await filter("");
  if (!find("filters-panel")) await fireEvent.click(await see("filters-open"));
  await fireEvent.click(await see("filter-saved"));
  await until(() => expect(references().length).toBe(2));
  await fireEvent.click(await see("filters-open"));
  await fireEvent.click(await see("filter-forget"));
  await until(() => expect(settings.current.imagesFilters).toEqual([]));
  press("Escape");
  await until(() => expect(find("filters-panel")).toBeNull());
  await filter("");
});

it("groups by repository, opens and closes by keyboard, and remembers", async () => {
  await fireEvent.click(await see("group-toggle"));
  await until(() => expect(groups()).toContain("ghcr.io/acme/billing-api"));
  await until(() => expect(groups().length).toBe(new Set(sampleImages().map(({ repository }) => repository)).size));
  const postgres = () => group("postgres") as HTMLElement;
  expect(postgres().querySelector("[data-testid=group-count]")?.textContent).toBe("2 tags · 1 image");
  expect(postgres().querySelector("[data-testid=group-sum]")?.textContent).toBe("438MB");
  expect(postgres().getAttribute("aria-expanded")).toBe("true");
  await expectAccessible();
  await fireEvent.click(postgres());
  await until(() => expect(selection()).toContain("2 selected · 438MB"));
  await fireEvent.keyDown(postgres(), { key: "ArrowLeft" });
  await until(() => expect(postgres().getAttribute("aria-expanded")).toBe("false"));
  expect(row("postgres:17")).toBeNull();
  expect(selection()).toContain("2 selected");
  expect(settings.current.imagesClosed).toEqual(["postgres"]);
  await fireEvent.keyDown(postgres(), { key: "ArrowRight" });
  await until(() => expect(row("postgres:17")).not.toBeNull());
  await fireEvent.click(await see("view-cards"));
  await until(() => expect(group("postgres")?.classList.contains("card")).toBe(true));
  await fireEvent.click(await see("view-table"));
});

it("shows what an image of several platforms consists of", async () => {
  await until(() => expect(row("redis:8")).not.toBeNull());
  await fireEvent.click(row("redis:8")?.querySelector("[data-testid=row-twist]") as HTMLElement);
  await until(() => expect(all("image-part").length).toBe(3));
  const parts = all("image-part").map(({ textContent }) => textContent.replace(/\s+/g, " ").trim());
  expect(parts[0]).toContain("linux/amd64");
  expect(parts[0]).toContain("content 48.3MB");
  expect(parts[0]).toContain("unpacked 89.1MB");
  expect(parts[1]).toContain("Attestation");
  expect(parts[2]).toContain("not on this engine");
  await fireEvent.click(all("image-part")[0] as HTMLElement);
  await until(() => expect(selection()).toContain("1 selected · 137MB"));
  await expectAccessible();
  await fireEvent.click(await see("group-toggle"));
  await until(() => expect(groups()).toEqual([]));
  await fireEvent.click(row("redis:8")?.querySelector("[data-testid=row-twist]") as HTMLElement);
  await until(() => expect(all("image-part")).toEqual([]));
});

it("shows parts and chosen columns on cards too, by mouse and by keyboard", async () => {
  settings.change({ imagesPinned: ["/Os"] });
  await fireEvent.click(await see("view-cards"));
  const redis = () => row("redis:8") as HTMLElement;
  await until(() => expect(redis().querySelector("[data-testid=pinned-cell]")?.textContent).toBe("linux"));
  expect(redis().querySelector("dt")?.textContent).toBe("Os");
  expect(redis().querySelector("[data-testid=card-turn]")?.textContent).toBe("2 platforms");
  expect(row("node:24-alpine")?.querySelector("[data-testid=card-turn]")).toBeNull();
  expect(row("node:24-alpine")?.getAttribute("aria-expanded")).toBeNull();
  await fireEvent.click(redis().querySelector("[data-testid=card-turn]") as HTMLElement);
  await until(() => expect(all("image-part").length).toBe(3));
  expect(redis().getAttribute("aria-expanded")).toBe("true");
  const parts = all("image-part").map(({ textContent }) => textContent.replace(/\s+/g, " ").trim());
  expect(parts[0]).toContain("content 48.3MB unpacked 89.1MB");
  expect(parts[1]).toContain("Attestation of linux/amd64");
  expect(parts[2]).toContain("not on this engine");
  await expectAccessible();
  await fireEvent.click(all("image-part")[0] as HTMLElement);
  await until(() => expect(selection()).toContain("1 selected · 137MB"));
  expect(redis().getAttribute("aria-selected")).toBe("true");
  await fireEvent.click(redis());
  await fireEvent.keyDown(redis(), { key: "Enter" });
  await until(() => expect(all("image-part")).toEqual([]));
  expect(redis().getAttribute("aria-expanded")).toBe("false");
  settings.change({ imagesPinned: [] });
  await until(() => expect(redis().querySelector("dl")).toBeNull());
  await fireEvent.click(await see("view-table"));
  await until(() => expect(heads()).not.toEqual([]));
});

it("chooses, orders and widens columns by keyboard, and remembers", async () => {
  await fireEvent.click(await see("columns-open"));
  const show = (id: string) => all("column-show").find(({ dataset }) => dataset.column === id) as HTMLElement;
  await see("columns-panel");
  await fireEvent.click(show("platform"));
  await until(() =>
    expect(row("nginx:1.29-alpine")?.querySelector("[data-testid=platform]")?.textContent).toBe("linux/amd64"),
  );
  await fireEvent.click(show("registry"));
  await fireEvent.click(show("digest"));
  await fireEvent.click(show("created"));
  await until(() => expect(heads()).not.toContain("created"));
  expect(row("nginx:1.29-alpine")?.querySelector("[data-col=registry]")?.textContent.trim()).toBe("docker.io");
  await expectAccessible();
  press("Escape");
  await until(() => expect(find("columns-panel")).toBeNull());
  const name = await see("sort-tag");
  await fireEvent.keyDown(name, { key: "ArrowRight", shiftKey: true, ctrlKey: true });
  await until(() => expect(heads().indexOf("tag")).toBe(2));
  await fireEvent.keyDown(await see("sort-tag"), { key: "ArrowRight", shiftKey: true });
  await until(() => expect(settings.current.imagesColumns.find(({ id }) => id === "tag")?.width).toBeGreaterThan(0));
  await fireEvent.click(await see("sort-platform"));
  await until(() => expect(settings.current.imagesSort).toBe("platform"));
  await until(() =>
    expect(find("sort-platform")?.closest("[role=columnheader]")?.getAttribute("aria-sort")).toBe("ascending"),
  );
  await fireEvent.click(await see("columns-open"));
  await fireEvent.click(await see("columns-reset"));
  await until(() => expect(heads()).toEqual(["repository", "tag", "id", "created", "size", "inUse"]));
  press("Escape");
  settings.change({ imagesSort: "created", imagesSortDescending: true });
  await until(() => expect(find("columns-panel")).toBeNull());
});

it("keeps the rows that have not changed as they are drawn", async () => {
  const before = row("redis:8");
  memory.world.images = memory.world.images.map((one) => ({ ...one }));
  memory.emit("changed", ["images"]);
  await tick();
  memory.world.images = [
    ...memory.world.images,
    {
      ...(memory.world.images[0] as (typeof memory.world.images)[number]),
      key: "x",
      id: "sha256:x",
      repository: "x",
      tag: "1",
      created: 1,
    },
  ];
  memory.emit("changed", ["images"]);
  await until(() => expect(row("x:1")).not.toBeNull());
  expect(row("redis:8")).toBe(before);
});
