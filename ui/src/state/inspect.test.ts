import { beforeEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import type { DocumentOpened, Source, Subject } from "$/ipc/bindings";
import { memoryBackend } from "$/ipc/memory";
import { sampleContainers, sampleImages } from "$/ipc/memory-data";
import { closeDialog, dialogs } from "./dialogs.svelte";
import { inspectTabs, targetKey, type InspectTab } from "./inspect.svelte";
import { containers } from "./containers.svelte";
import { images } from "./images.svelte";
import { toasts } from "./toasts.svelte";
import { view } from "./view.svelte";

const container = (name: string): Subject => ({ kind: "container", name });
const object = (name: string) => ({ is: "object", subject: container(name) }) as const;
const side = (name: string): Source => ({ from: "object", subject: container(name) });

let backend: Backend;
let closedDocuments: number[] = [];

/** The engine in memory chooses no files: each opened one is document 100 and on. */
function withFiles(base: Backend): Backend {
  let next = 100;
  return Object.assign(Object.create(base) as Backend, {
    documentOpenFile: async () => {
      const id = next++;
      const info = { id, origin: { is: "file", path: `/home/ada/${id}.json` } };
      return { info } as unknown as DocumentOpened;
    },
    documentClose: async (id: number) => (closedDocuments.push(id), null),
  });
}

beforeEach(async () => {
  backend = withFiles(memoryBackend({ images: sampleImages(), containers: sampleContainers(), locale: "en" }).backend);
  setBackend(backend);
  for (const { id } of inspectTabs.list) inspectTabs.close(id);
  closedDocuments = [];
  view.go("images");
  await Promise.all([images.refresh(), containers.refresh()]);
});

const names = () =>
  inspectTabs.list.map((tab) =>
    tab.shows === "comparison" ? "comparison" : tab.target.is === "object" ? tab.target.subject.name : tab.target.path,
  );
const idOf = (at: number) => (inspectTabs.list[at] as InspectTab).id;

it("opens an object once, and goes there", () => {
  inspectTabs.open(object("web"));
  inspectTabs.open(object("db"));
  inspectTabs.open(object("web"), { pointer: "/State" });
  expect(names()).toEqual(["web", "db"]);
  expect(view.place).toBe("inspect");
  expect(inspectTabs.active).toBe(idOf(0));
  expect(inspectTabs.list[0]).toMatchObject({ pointer: { text: "/State", turn: 1 } });
  inspectTabs.open(object("web"), { pointer: "/State" });
  expect(inspectTabs.list[0]).toMatchObject({ pointer: { text: "/State", turn: 2 } });
});

it("knows that a name and an id are one, and so are a name and its latest tag", () => {
  const [row] = sampleContainers();
  inspectTabs.open(object(row?.name ?? ""));
  inspectTabs.open(object(row?.id ?? ""));
  inspectTabs.open({ is: "object", subject: { kind: "image", name: "couchdb" } });
  inspectTabs.open({ is: "object", subject: { kind: "image", name: "couchdb:latest" } });
  expect(inspectTabs.list.length).toBe(2);
  expect(targetKey(object("web"))).toBe("object:container:web");
});

it("opens behind what is in front", () => {
  inspectTabs.open(object("web"), { background: true });
  expect(view.place).toBe("images");
  expect(inspectTabs.active).toBeNull();
});

it("closes, and opens again where it was", () => {
  for (const name of ["a", "b", "c"]) inspectTabs.open(object(name));
  const [a, b] = [idOf(0), idOf(1)];
  inspectTabs.activate(b);
  inspectTabs.close(b);
  expect(names()).toEqual(["a", "c"]);
  expect(inspectTabs.active).toBe(idOf(1));
  inspectTabs.reopenClosed();
  expect(names()).toEqual(["a", "b", "c"]);
  expect(inspectTabs.active).toBe(idOf(1));
  inspectTabs.closeOthers(a);
  expect(names()).toEqual(["a"]);
  expect(inspectTabs.active).toBe(a);
});

it("moves within its bounds", () => {
  for (const name of ["a", "b", "c"]) inspectTabs.open(object(name));
  inspectTabs.move(idOf(0), 2);
  expect(names()).toEqual(["b", "c", "a"]);
  inspectTabs.move(idOf(2), -5);
  expect(names()).toEqual(["a", "b", "c"]);
  inspectTabs.move(idOf(0), 99);
  expect(names()).toEqual(["b", "c", "a"]);
});

it("keeps a file's document as long as a tab needs it", async () => {
  await inspectTabs.openFile();
  const file = inspectTabs.list[0] as InspectTab;
  inspectTabs.compare({ from: "document", id: 100 }, side("cache"));
  await vi.waitFor(() => expect(inspectTabs.list.length).toBe(2));
  inspectTabs.close(file.id);
  expect(closedDocuments).toEqual([]);
  inspectTabs.close(idOf(0));
  expect(closedDocuments).toEqual([100]);
});

it("forgets a file that was closed: its document is gone", async () => {
  inspectTabs.open(object("a"));
  inspectTabs.close(idOf(0));
  await inspectTabs.openFile();
  inspectTabs.close(idOf(0));
  inspectTabs.reopenClosed();
  expect(names()).toEqual(["a"]);
});

it("compares, and asks with what", async () => {
  inspectTabs.compare(side("cache"), side("billing"));
  await vi.waitFor(() => expect(inspectTabs.comparison(idOf(0))?.info?.differences).toBeGreaterThan(0));
  inspectTabs.askCompare(side("cache"));
  expect(dialogs.current).toEqual({ kind: "compareWith", left: side("cache"), document: null });
  closeDialog();
});

it("follows links to what is there, and says what is gone", async () => {
  const about = object("cache");
  await inspectTabs.follow({ to: "object", subject: { kind: "volume", name: "data" } }, about);
  expect(inspectTabs.list[0]).toMatchObject({ target: { subject: { kind: "volume", name: "data" } } });
  await inspectTabs.follow({ to: "object", subject: { kind: "volume", name: "gone" } }, about);
  expect(inspectTabs.list.length).toBe(1);
  expect(toasts.list.at(-1)?.title).toBe("There is no volume gone any more");
  await inspectTabs.follow({ to: "port", host: "0.0.0.0", port: 8080 }, about);
  expect(toasts.list.at(-1)?.title).toContain("8080");
});

it("shows a layer among its image's", async () => {
  const image = { is: "object", subject: { kind: "image", name: "couchdb:latest" } } as const;
  await inspectTabs.follow({ to: "layer", index: 3 }, image);
  expect([view.place, view.tab, view.layer]).toEqual(["images", "layers", 3]);
  view.tab = "overview";
  expect(view.layer).toBeNull();
});
