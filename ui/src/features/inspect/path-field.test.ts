import { describe, expect, it } from "vitest";
import type { Completion, Kind } from "$/ipc/bindings";
import { fieldAction, goingOn, startOf, trimmed } from "./path-field";

const press = (key: string, count: number, at: number, more = {}) =>
  fieldAction({ key, shiftKey: false, isComposing: false, ...more }, count, at);
const into = (path: string, kind: Kind, children = 2): Completion => ({ path, step: "", kind, children });

it("begins with where one is, within the object", () => {
  const path = { crumbs: [], elided: 0, pointer: "", template: "" };
  expect(startOf({ ...path, jq: ".[0].Config.Env[2]" })).toBe(".Config.Env[2]");
  expect(startOf({ ...path, jq: ".[0]" })).toBe(".");
});

it("goes on in the spelling that is typed", () => {
  expect(goingOn(into(".Config", "object"))).toBe(".Config.");
  expect(goingOn(into(".Config.Env", "array"))).toBe(".Config.Env[");
  expect(goingOn(into("/Config/Env", "array"))).toBe("/Config/Env/");
  expect(goingOn(into(".Size", "number", 0))).toBe(".Size");
  expect(goingOn(into("{{.Config", "object"))).toBe("{{.Config");
});

it("means what it has where the next step is missing", () => {
  expect(["  .Config. ", ".Config.Env[", "/Config/", ".", "/"].map(trimmed)).toEqual([
    ".Config",
    ".Config.Env",
    "/Config",
    ".",
    "",
  ]);
});

describe("keys", () => {
  it("Tab and Enter take what is marked; Tab the first where nothing is", () => {
    expect(press("Enter", 3, 1)).toEqual({ do: "take", at: 1 });
    expect(press("Tab", 3, 2)).toEqual({ do: "take", at: 2 });
    expect(press("Tab", 3, -1)).toEqual({ do: "take", at: 0 });
    expect(press("Tab", 0, -1), "goes on in the page").toBeNull();
    expect(press("Tab", 3, -1, { shiftKey: true })).toBeNull();
  });
  it("Enter goes where nothing is marked", () => expect(press("Enter", 3, -1)).toEqual({ do: "go" }));
  it("arrows walk round", () => {
    expect(press("ArrowDown", 3, -1)).toEqual({ do: "walk", at: 0 });
    expect(press("ArrowDown", 3, 2)).toEqual({ do: "walk", at: 0 });
    expect(press("ArrowUp", 3, -1)).toEqual({ do: "walk", at: 2 });
    expect(press("ArrowDown", 0, -1)).toEqual({ do: "open" });
  });
  it("Escape closes the choices, then leaves", () => {
    expect(press("Escape", 3, 0)).toEqual({ do: "close" });
    expect(press("Escape", 0, -1)).toEqual({ do: "leave" });
  });
  it("leaves composed characters alone", () => expect(press("Enter", 3, 1, { isComposing: true })).toBeNull());
  it("knows the key that ends a composition", () => expect(press("Enter", 3, 1, { keyCode: 229 })).toBeNull());
});
