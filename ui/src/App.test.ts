import { fireEvent } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, it } from "vitest";
import { sampleImages } from "./ipc/memory-data";
import { settings } from "./state/settings.svelte";
import { all, expectAccessible, find, openApp, press, row, see, until } from "./test-app";

const memory = await openApp({ settings: { removeUndoSeconds: 60 } });

const cell = (reference: string, column: string) =>
  row(reference)?.querySelector(`[data-col="${column}"]`)?.textContent?.trim();
const references = () => all("image-row").map(({ dataset }) => dataset.reference);
const selected = () =>
  all("image-row").filter(
    (element) => element.ariaSelected === "true" || element.getAttribute("aria-selected") === "true",
  );

it("shows what docker images shows", async () => {
  await see("image-row");
  expect(all("image-row").length).toBe(sampleImages().length);
  expect(cell("couchdb:latest", "repository")).toBe("couchdb");
  expect(cell("couchdb:latest", "tag")).toBe("latest");
  expect(cell("couchdb:latest", "id")).toBe("269ffb1d6de0");
  expect(cell("couchdb:latest", "created")).toBe("3 weeks ago");
  expect(cell("couchdb:latest", "size")).toBe("252MB");
  await until(() => expect(cell("couchdb:latest", "inUse")).toBe("2"));
  expect(cell("<none>", "repository")).toBe("<none>");
});

it("shows hostile names as text", () => {
  const hostile = all("image-row").find(({ dataset }) => dataset.reference?.startsWith("evil"));
  expect(hostile?.querySelector("[data-col=repository]")?.textContent).toContain("⟨U+202E⟩");
  expect(hostile?.querySelector("[data-col=repository]")?.textContent).toContain("<b>");
  expect(document.querySelector("img")).toBeNull();
});

it("says where it is to assistive technology", async () => {
  const grid = find("images-grid");
  expect(grid?.getAttribute("role")).toBe("treegrid");
  expect(grid?.getAttribute("aria-rowcount")).toBe(String(sampleImages().length + 1));
  expect(all("image-row")[0]?.getAttribute("aria-rowindex")).toBe("2");
  expect(document.querySelectorAll("[data-testid=image-row][tabindex='0']").length).toBe(1);
  await expectAccessible();
});

it("sorts and remembers", async () => {
  await fireEvent.click(await see("sort-size"));
  expect(references()[0]).toBe("<none>");
  await fireEvent.click(await see("sort-size"));
  expect(references().at(-1)).toBe("<none>");
  await fireEvent.click(await see("sort-created"));
});

it("filters as one types", async () => {
  await fireEvent.input(await see("image-filter"), { target: { value: "payments" } });
  expect(all("image-row").length).toBe(2);
  await fireEvent.input(await see("image-filter"), { target: { value: "no such thing" } });
  await see("images-no-match");
  await fireEvent.click(await see("clear-filter"));
  expect(all("image-row").length).toBe(sampleImages().length);
});

it("keeps selection and focus while images come and go", async () => {
  await fireEvent.click(row("redis:8") as HTMLElement);
  await until(() => expect(document.activeElement).toBe(row("redis:8")));
  const added = {
    ...(sampleImages()[3] as (typeof memory.world.images)[number]),
    key: "new:1@x",
    id: "sha256:new",
    repository: "new",
    tag: "1",
  };
  memory.world.images = [added, ...memory.world.images];
  memory.emit("changed", ["images"]);
  await until(() => expect(row("new:1")).not.toBeNull());
  expect(selected().map(({ dataset }) => dataset.reference)).toEqual(["redis:8"]);
  expect(document.activeElement).toBe(row("redis:8"));
  memory.world.images = memory.world.images.filter(({ repository }) => repository !== "redis");
  memory.emit("changed", ["images"]);
  await until(() => expect(row("redis:8")).toBeNull());
  await until(() => expect((document.activeElement as HTMLElement).dataset.testid).toBe("image-row"));
  expect(selected()).toEqual([]);
});

it("tells what an image is made of", async () => {
  await fireEvent.click(row("couchdb:latest") as HTMLElement);
  const overview = await see("overview");
  expect(overview.textContent).toContain("tini -- /docker-entrypoint.sh");
  expect(overview.textContent).toContain("252,239,692 bytes");
  await fireEvent.click(await see("tab-layers"));
  await see("layers");
  await fireEvent.click(await see("tab-containers"));
  await until(() => expect(all("image-container").length).toBe(2));
  await expectAccessible();
});

it("says what deleting the selection frees", async () => {
  row("couchdb:latest")?.focus();
  await fireEvent.click(row("couchdb:latest") as HTMLElement);
  const frees = await see("selection-frees");
  const { freed, shared } = frees.dataset;
  expect(Number(freed) + Number(shared)).toBe(252_239_692);
  expect(frees.textContent).toMatch(/deleting frees \d.*, \d.* shared/);
});

it("says what stands in the way before it removes, and takes it back", async () => {
  row("couchdb:latest")?.focus();
  press("Delete");
  await see("remove-held");
  expect(all("remove-holder").map(({ dataset }) => dataset.running)).toEqual(["true", "false"]);
  expect((await see("remove-confirm")).hasAttribute("disabled")).toBe(true);
  await fireEvent.click(await see("remove-way-take"));
  await until(() => expect(find("remove-confirm")?.hasAttribute("disabled")).toBe(false));
  expect(find("remove-line")?.textContent).toBe(
    "docker stop couchdb-1 && docker rm couchdb-1 couchdb-old && docker rmi couchdb:latest",
  );
  await expectAccessible();
  await fireEvent.click(await see("remove-confirm"));
  await see("undo-bar");
  await until(() => expect(row("couchdb:latest")?.dataset.going).toBe(""));
  await expectAccessible();
  press("z", { ctrlKey: true });
  await until(() => expect(find("undo-bar")).toBeNull());
  expect(row("couchdb:latest")).not.toBeNull();
  expect(row("couchdb:latest")?.dataset.going).toBeUndefined();

  await until(() => expect(find("remove-dialog")).toBeNull());
  settings.change({ removeUndoSeconds: 0 });
  await until(async () => expect((await memory.backend.settingsGet()).removeUndoSeconds).toBe(0));
  await fireEvent.click(await see("remove-open"));
  await fireEvent.click(await see("remove-way-take"));
  await until(() => expect(find("remove-confirm")?.hasAttribute("disabled")).toBe(false));
  await fireEvent.click(await see("remove-confirm"));
  await until(() => expect(row("couchdb:latest")).toBeNull());
  expect(memory.world.containers.some(({ name }) => name.startsWith("couchdb"))).toBe(false);
  await until(() => expect(find("remove-dialog")).toBeNull());
});

it("cleans up exactly what is ticked", async () => {
  press("Escape");
  await fireEvent.click(await see("clean-up-open"));
  await until(() => expect(all("remove-row").length).toBe(1));
  expect(find("clean-up-prune")?.textContent).toBe("docker image prune");
  await fireEvent.click(await see("clean-up-unused"));
  await until(() => expect(all("remove-row").length).toBeGreaterThan(5));
  const hello = all("remove-row").find(({ dataset }) => dataset.reference === "hello-world:latest") as HTMLElement;
  await fireEvent.click(await see("clean-up-all"));
  await fireEvent.click(hello);
  await until(() => expect(find("clean-up-line")?.textContent).toBe("docker rmi hello-world:latest"));
  await expectAccessible();
  await fireEvent.click(await see("clean-up-confirm"));
  await until(() => expect(row("hello-world:latest")).toBeNull());
  expect(row("busybox:stable")).not.toBeNull();
});

it("says what is wrong with a reference where it was typed", async () => {
  await fireEvent.click(await see("pull-open"));
  await fireEvent.click(await see("pull-start"));
  const field = await see("pull-reference");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  await fireEvent.input(field, { target: { value: "docker pull --platform linux/arm64 redis:8" } });
  expect(field.getAttribute("aria-invalid")).toBe("false");
  expect((await see("pull-line")).textContent).toBe("docker pull --platform linux/arm64 redis:8");
  await expectAccessible();
  await fireEvent.click(await see("pull-start"));
  await see("pull-progress");
  await fireEvent.click(await see("pull-background"));
  await see("job-card");
});

it("loads everything afresh when the engine comes back", async () => {
  memory.world.down = true;
  memory.emit("engineStatusChanged", await memory.backend.engineStatus());
  await see("engine-unavailable");
  expect(find("engine-state")?.dataset.state).toBe("unavailable");
  expect(find("engine-tried")?.textContent).toContain("docker.sock");
  await expectAccessible();
  memory.world.down = false;
  memory.world.images = memory.world.images.filter(({ repository }) => repository === "node");
  memory.emit("engineStatusChanged", await memory.backend.engineStatus());
  await until(() => expect(references()).toEqual(["node:24-alpine"]));
});

it("keeps the old rows when a later load fails, and says so", async () => {
  memory.world.failing = true;
  memory.emit("changed", ["images"]);
  await see("images-error");
  expect(references()).toEqual(["node:24-alpine"]);
  memory.world.failing = false;
  await fireEvent.click(await see("images-retry"));
  await until(() => expect(find("images-error")).toBeNull());
});

it("lists containers and acts on them", async () => {
  await fireEvent.click(await see("nav-containers"));
  await see("containers-grid");
  const cache = all("container-row").find(({ dataset }) => dataset.name === "cache") as HTMLElement;
  await fireEvent.click(cache);
  await fireEvent.click(await see("container-stop"));
  await until(() => expect(cache.dataset.state).toBe("exited"));
  await fireEvent.click(await see("containers-running"));
  expect(all("container-row").every(({ dataset }) => dataset.state !== "exited")).toBe(true);
  await expectAccessible();
});

it("speaks French and darkens at once", async () => {
  await fireEvent.click(await see("nav-settings"));
  await fireEvent.click(await see("language-fr"));
  await tick();
  expect(document.querySelector("h1")?.textContent).toBe("Réglages");
  expect(document.documentElement.lang).toBe("fr");
  await fireEvent.click(await see("theme-dark"));
  expect(document.documentElement.dataset.theme).toBe("dark");
  await expectAccessible();
});
