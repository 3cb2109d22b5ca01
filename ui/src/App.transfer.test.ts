/** What moves images, in the whole page on the engine in memory. */
import { fireEvent } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Archive } from "./ipc/bindings";
import { openDialog } from "./state/dialogs.svelte";
import { images } from "./state/images.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

const memory = await openApp();

const rowOf = (reference: string) =>
  images.value?.find(({ repository, tag }) => `${repository}:${tag}` === reference) ?? expect.unreachable(reference);
const toasts = () =>
  all("toast")
    .map(({ textContent }) => textContent)
    .join("\n");
const command = async (line: string) => {
  openDialog({ kind: "command" });
  const field = await see("command-input");
  await fireEvent.input(field, { target: { value: line } });
  await until(() => expect(all("command-choice").length).toBe(1));
  press("Enter");
};
const archive = (id: number, name: string, content: Archive["content"]): Archive => ({
  id,
  name,
  size: 7,
  content,
  error: null,
});

it("says what a name would do while it is typed", async () => {
  await see("image-row");
  openDialog({ kind: "tag", row: rowOf("couchdb:latest") });
  const field = await see("tag-name");
  const note = async (text: string) => {
    await fireEvent.input(field, { target: { value: text } });
    return (await see("tag-note")).textContent.trim();
  };
  expect(await note("acme/new:1")).toContain("No image has this name");
  expect(await note("couchdb")).toContain("already");
  expect(await note("redis:8")).toContain("another image");
  await fireEvent.input(field, { target: { value: "Acme/New" } });
  press("Enter");
  expect((await see("tag-note")).textContent).toContain("lower case");
  await expectAccessible();
  await note("acme/new:1");
  await fireEvent.click(await see("tag-confirm"));
  await until(() => expect(rowOf("acme/new:1").id).toBe(rowOf("couchdb:latest").id));
  expect(toasts()).toContain("acme/new:1 names the image now");
});

it("does what the command line would", async () => {
  await command("docker tag couchdb typed/name:2");
  await until(() => expect(rowOf("typed/name:2").id).toBe(rowOf("couchdb:latest").id));
  await command("docker save -o x.tar typed/name:2");
  await until(() => expect(toasts()).toContain("typed/name:2 is saved"));
});

it("shows what becomes of dragged files, and does it when they are dropped", async () => {
  const image = archive(7, "image.tar", { kind: "images", names: ["a/b:1"] });
  const notes = archive(8, "notes\u202etxt.tar", { kind: "other" });
  const files = archive(9, "root.tar", { kind: "files" });
  memory.emit("archivesDragged", [image, notes]);
  const veil = await see("drop-veil");
  expect(veil.textContent).toContain("a/b:1");
  expect(veil.textContent).toContain("notes⟨U+202E⟩txt.tar");
  expect(all("drop-file").map(({ dataset }) => dataset.use)).toEqual(["load", "none"]);
  memory.emit("archivesDragged", []);
  await until(() => expect(find("drop-veil")).toBeNull());

  memory.emit("archivesDropped", [files, notes]);
  expect((await see("import-file")).textContent).toContain("root.tar");
  await until(() => expect(toasts()).toContain("There is no image in the file"));
  await expectAccessible();
});
