import { expect, it } from "vitest";
import { isSelected, keptLines, spread, toggledLine } from "./lines";
import { click, nothing, only, toggled } from "./selection";

const standsFor = new Map([
  ["group a", ["a1", "a2"]],
  ["group b", ["b1"]],
  ["a1 part", ["a1"]],
]);
const lines = ["group a", "a1", "a1 part", "a2", "group b", "b1"];
const keys = (selection: { keys: ReadonlySet<string> }) => [...selection.keys].sort();

it("a group selected is its rows selected, each once", () => {
  expect(keys(spread(only("group a"), standsFor))).toEqual(["a1", "a2"]);
  expect(keys(spread(click(only("group a"), lines, "group b", { extend: true, toggle: false }), standsFor))).toEqual([
    "a1",
    "a2",
    "b1",
  ]);
  expect(spread(only("a1 part"), standsFor)).toEqual({ keys: new Set(["a1"]), focus: "a1 part", anchor: "a1 part" });
  const rows = toggled(nothing, "b1");
  expect(spread(rows, standsFor)).toBe(rows);
});

it("a group is selected wholly, in part or not", () => {
  expect(isSelected(new Set(["a1", "a2"]), "group a", standsFor)).toBe(true);
  expect(isSelected(new Set(["a2"]), "group a", standsFor)).toBe("mixed");
  expect(isSelected(new Set(["b1"]), "group a", standsFor)).toBe(false);
  const whole = toggledLine(toggled(nothing, "a2"), "group a", standsFor);
  expect(keys(whole)).toEqual(["a1", "a2"]);
  expect(keys(toggledLine(whole, "group a", standsFor))).toEqual([]);
  expect(keys(toggledLine(whole, "b1", standsFor))).toEqual(["a1", "a2", "b1"]);
});

it("rows of a closed group stay selected, and the focus goes to the group", () => {
  const before = { keys: new Set(["a1", "b1"]), focus: "a1", anchor: "a1" };
  const closed = ["group a", "group b", "b1"];
  const after = keptLines(before, lines, closed, standsFor);
  expect(keys(after)).toEqual(["a1", "b1"]);
  expect(after.focus).toBe("group a");
  const gone = keptLines(before, lines, ["group b", "b1"], new Map([["group b", ["b1"]]]));
  expect(keys(gone)).toEqual(["b1"]);
  expect(gone.focus).toBe("b1");
  expect(keptLines(before, lines, lines, standsFor)).toBe(before);
});

it("a row that comes under the name of one that is gone takes its place", () => {
  const nameOf = (key: string) => key.split("@")[0] || null;
  const selection = { keys: new Set(["a@1", "b@1"]), focus: "a@1", anchor: "a@1" };
  const kept = (after: string[]) => keptLines(selection, ["a@1", "b@1", "c@1"], after, new Map(), nameOf);
  const pulled = kept(["a@2", "@1", "b@1", "c@1"]);
  expect([keys(pulled), pulled.focus, pulled.anchor]).toEqual([["a@2", "b@1"], "a@2", "a@2"]);
  const gone = kept(["b@1", "c@1"]);
  expect([keys(gone), gone.focus]).toEqual([["b@1"], "b@1"]);
  expect(kept(["a@1", "b@1", "a@2"])).toBe(selection);
  const nameless = { keys: new Set(["@1"]), focus: "@1", anchor: "@1" };
  expect(keys(keptLines(nameless, ["@1"], ["@2"], new Map(), nameOf))).toEqual([]);
});
