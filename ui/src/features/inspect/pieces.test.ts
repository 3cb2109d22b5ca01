import { expect, it } from "vitest";
import { pieces } from "./pieces";

const excerpt = (text: string, ...marks: [number, number][]) =>
  pieces({ text, truncated: false, marks: marks.map(([start, end]) => ({ start, end })) });

it("cuts at the marks", () => {
  expect(excerpt("/opt/data", [5, 9])).toEqual([
    { text: "/opt/", marked: false },
    { text: "data", marked: true },
  ]);
  expect(excerpt("aXbX", [1, 2], [3, 4]).map(({ text }) => text)).toEqual(["a", "X", "b", "X"]);
  expect(excerpt("")).toEqual([]);
});

it("shows what acts instead of being seen", () => {
  expect(excerpt("a\u001b[31m\u202eb", [1, 2])).toEqual([
    { text: "a", marked: false },
    { text: "␛", marked: true },
    { text: "[31m⟨U+202E⟩b", marked: false },
  ]);
});
