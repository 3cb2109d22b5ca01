import { describe, expect, it } from "vitest";
import type { TreeRow } from "$/ipc/bindings";
import { treeAction, type TreeKey } from "./tree-keys";

const row = (more: Partial<TreeRow> = {}): TreeRow => ({
  node: 5,
  state: 0,
  depth: 1,
  key: null,
  index: null,
  kind: "string",
  value: null,
  children: 0,
  expanded: false,
  position: 1,
  setSize: 1,
  parentRow: 3,
  pointer: "/a",
  matched: false,
  changed: false,
  hint: null,
  secret: "none",
  link: null,
  readsAs: null,
  isDefault: false,
  ...more,
});
const closed = row({ kind: "object", children: 2 });
const open = row({ kind: "object", children: 2, expanded: true });

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, on: TreeRow, more: Partial<TreeKey> = {}) =>
  treeAction({ ...plain, key, ...more }, 5, on, 20, 8);

describe("moving", () => {
  it.each([
    ["ArrowDown", 6],
    ["ArrowUp", 4],
    ["PageDown", 13],
    ["PageUp", 0],
    ["Home", 0],
    ["End", 19],
  ])("%s goes to row %i", (key, wanted) => expect(press(key, row())).toEqual({ do: "select", row: wanted }));
});

describe("branches", () => {
  it("Right opens, then goes in, and does nothing on a value", () => {
    expect(press("ArrowRight", closed)).toEqual({ do: "toggle" });
    expect(press("ArrowRight", open)).toEqual({ do: "select", row: 6 });
    expect(press("ArrowRight", row())).toBeNull();
  });
  it("Left closes, then goes out, and stops at the root", () => {
    expect(press("ArrowLeft", open)).toEqual({ do: "toggle" });
    expect(press("ArrowLeft", closed)).toEqual({ do: "select", row: 3 });
    expect(press("ArrowLeft", row({ parentRow: null }))).toBeNull();
  });
  it("Enter and Space toggle a branch and open a value", () => {
    expect(press("Enter", closed)).toEqual({ do: "toggle" });
    expect(press(" ", open)).toEqual({ do: "toggle" });
    expect(press("Enter", row())).toEqual({ do: "open" });
  });
  it("* opens the siblings", () => expect(press("*", closed)).toEqual({ do: "expandSiblings" }));
});

describe("reading and following", () => {
  it("Shift+Enter reads a branch at length", () =>
    expect(press("Enter", closed, { shiftKey: true })).toEqual({ do: "open" }));
  it("Ctrl+Enter follows a link, and with Shift in the background", () => {
    const linked = row({ link: { to: "port", host: "", port: 8080 } });
    expect(press("Enter", linked, { ctrlKey: true })).toEqual({ do: "follow", background: false });
    expect(press("Enter", linked, { ctrlKey: true, shiftKey: true })).toEqual({ do: "follow", background: true });
    expect(press("Enter", row(), { ctrlKey: true })).toBeNull();
  });
});

it("copies by the keys of copying", () => {
  expect(press("c", row(), { ctrlKey: true })).toEqual({ do: "copy", what: "value" });
  expect(press("C", row(), { ctrlKey: true, shiftKey: true })).toEqual({ do: "copy", what: "template" });
  expect(press("f", row(), { ctrlKey: true })).toBeNull();
});

it("types ahead, and leaves other keys alone", () => {
  expect(press("r", row())).toEqual({ do: "type", text: "r" });
  expect(press("Tab", row())).toBeNull();
  expect(press("F10", row(), { shiftKey: true })).toEqual({ do: "menu" });
});
