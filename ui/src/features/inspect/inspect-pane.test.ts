import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import { memoryDocuments } from "$/ipc/memory-documents";
import InspectPane from "./InspectPane.svelte";

const object = { Id: "sha256:1", Config: { Env: ["A=1"], Volumes: { "/data": {} } }, Size: 252_239_692 };

let text: string;
let changed: (tags: string[]) => void;
let refreshing: Promise<void> | undefined;
let opening: Promise<void> | undefined;
const clipboardWrite = vi.fn<(text: string) => Promise<null>>(async () => null);

beforeEach(() => {
  text = JSON.stringify(object);
  clipboardWrite.mockClear();
  const documents = memoryDocuments(({ name }) => {
    if (name === "gone") throw { code: "imageNotFound", message: "No such image: gone", detail: null };
    return text;
  });
  const listen = async (event: string, handler: (tags: string[]) => void) => {
    if (event === "changed") changed = handler;
    return () => undefined;
  };
  refreshing = opening = undefined;
  const documentRefresh: Backend["documentRefresh"] = async (...asked) => {
    const refreshed = await documents.documentRefresh(...asked);
    await refreshing;
    return refreshed;
  };
  const documentOpen: Backend["documentOpen"] = async (...asked) => {
    await opening;
    return documents.documentOpen(...asked);
  };
  setBackend({ ...documents, documentOpen, documentRefresh, clipboardWrite, listen } as unknown as Backend);
});

const open = async (name = "couchdb") => {
  render(InspectPane, { props: { target: { is: "object", subject: { kind: "image", name } } } });
  return screen.findByRole("tree");
};
const paths = () => screen.getAllByTestId("inspect-node").map((node) => node.dataset.path);
const press = (key: string, more = {}) => fireEvent.keyDown(screen.getByRole("tree"), { key, ...more });
const selected = () => document.querySelector<HTMLElement>("[aria-selected=true]")?.dataset.path;

it("opens with what is looked at most, and tells what values mean", async () => {
  await open();
  await waitFor(() => expect(paths()).toEqual(["", "/Id", "/Config", "/Config/Env", "/Config/Volumes", "/Size"]));
  const size = screen.getByText("252MB");
  expect(size.closest("[role=treeitem]")?.getAttribute("aria-level")).toBe("2");
});

it("is walked and copied from by keyboard", async () => {
  await open();
  await waitFor(() => expect(selected()).toBe(""));
  await press("ArrowDown");
  await waitFor(() => expect(selected()).toBe("/Id"));
  await press("c", { ctrlKey: true });
  await waitFor(() => expect(clipboardWrite).toHaveBeenCalledWith("sha256:1"));
  await press("C", { ctrlKey: true, shiftKey: true });
  await waitFor(() => expect(clipboardWrite).toHaveBeenCalledWith("{{.Id}}"));
  await press("ArrowDown");
  await waitFor(() => expect(selected()).toBe("/Config"));
  await press("ArrowLeft");
  await waitFor(() => expect(paths()).toEqual(["", "/Id", "/Config", "/Size"]));
});

it("finds what is hidden and shows it", async () => {
  await open();
  const field = screen.getByTestId("inspect-search");
  await fireEvent.input(field, { target: { value: "DATA" } });
  await waitFor(() => expect(screen.getByTestId("inspect-count").textContent).toBe("1 of 1"));
  await waitFor(() => expect(selected()).toBe("/Config/Volumes/~1data"));
  expect(document.querySelector("mark")?.textContent).toBe("data");
  await waitFor(() =>
    expect(screen.getByTestId("inspect-copy-template").textContent).toContain('{{index .Config.Volumes "/data"}}'),
  );
});

it("looks in the next object for what was typed until it came", async () => {
  const target = (name: string) => ({ is: "object", subject: { kind: "image", name } }) as const;
  const { rerender } = render(InspectPane, { props: { target: target("couchdb") } });
  await screen.findByRole("tree");
  let answer = () => {};
  opening = new Promise((resolve) => (answer = resolve));
  await rerender({ target: target("redis") });
  await fireEvent.input(screen.getByTestId("inspect-search"), { target: { value: "data" } });
  text = JSON.stringify({ Name: "redis", Path: "/data", Mounts: ["/data"] });
  answer();
  await waitFor(() => expect(paths()).toContain("/Mounts"));
  expect(screen.getByTestId<HTMLInputElement>("inspect-search").value).toBe("data");
  await waitFor(() => expect(screen.getByTestId("inspect-count").textContent).toBe("1 of 2"));
});

it("keeps its place while the object changes", async () => {
  await open();
  await press("ArrowDown");
  await waitFor(() => expect(selected()).toBe("/Id"));
  text = JSON.stringify({ First: 1, ...object, Size: 1 });
  changed(["images"]);
  await waitFor(() => expect(paths()).toContain("/First"));
  expect(paths()).toContain("/Config/Env");
  await waitFor(() => expect(selected()).toBe("/Id"));
});

it("does every key where the one before has led, however fast they come", async () => {
  await open();
  await waitFor(() => expect(selected()).toBe(""));
  for (const key of ["ArrowDown", "ArrowDown", "ArrowLeft", "ArrowDown"]) void press(key);
  await waitFor(() => expect(selected()).toBe("/Size"));
  expect(paths()).toEqual(["", "/Id", "/Config", "/Size"]);
});

it("stays where the reader has gone while the object was asked for again", async () => {
  await open();
  await waitFor(() => expect(selected()).toBe(""));
  let answer = () => {};
  refreshing = new Promise((resolve) => (answer = resolve));
  text = JSON.stringify({ First: 1, ...object });
  changed(["images"]);
  await press("ArrowDown");
  await waitFor(() => expect(selected()).toBe("/Id"));
  answer();
  await waitFor(() => expect(paths()).toContain("/First"));
  await waitFor(() => expect(selected()).toBe("/Id"));
});

it("says what is wrong when there is nothing to show", async () => {
  render(InspectPane, { props: { target: { is: "object", subject: { kind: "image", name: "gone" } } } });
  await waitFor(() => expect(screen.getByTestId("inspect-error").textContent).toContain("No such image: gone"));
});
