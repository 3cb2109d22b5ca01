import { expect, it } from "vitest";
import { pieces, shown } from "./pieces";

const excerpt = (text: string, ...marks: [number, number][]) =>
  pieces({ text, truncated: false, marks: marks.map(([start, end]) => ({ start, end })) });

it("cuts at the marks", () => {
  expect(excerpt("/opt/data", [5, 9])).toEqual([
    { text: "/opt/", marked: false, escape: false },
    { text: "data", marked: true, escape: false },
  ]);
  expect(excerpt("aXbX", [1, 2], [3, 4]).map(({ text }) => text)).toEqual(["a", "X", "b", "X"]);
  expect(excerpt("")).toEqual([]);
});

it("spells what acts instead of being seen", () => {
  expect(excerpt("a\u001b[31m\u202eb\n", [1, 2])).toEqual([
    { text: "a", marked: false, escape: false },
    { text: "\\u001b", marked: true, escape: true },
    { text: "[31m", marked: false, escape: false },
    { text: "\\u202e", marked: false, escape: true },
    { text: "b", marked: false, escape: false },
    { text: "\\n", marked: false, escape: true },
  ]);
});

it("leaves ordinary text of any script alone", () => {
  expect(excerpt("é 😀 \\n").map(({ text }) => text)).toEqual(["é 😀 \\n"]);
  expect(shown({ text: "a\tb", truncated: true, marks: [] })).toBe("a\\tb…");
});
