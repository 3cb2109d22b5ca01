import { expect, it } from "vitest";
import { familyList } from "./font-family";

it("puts a family before others", () => {
  expect(familyList("", "var(--mono)")).toBe("var(--mono)");
  expect(familyList("DejaVu Sans Mono", "monospace")).toBe('"DejaVu Sans Mono", monospace');
});

it("keeps a name that is none from being more than one", () => {
  expect(familyList('a", serif; color: red', "monospace")).toBe('"a\\", serif; color: red", monospace');
  expect(familyList("a\\", "monospace")).toBe('"a\\\\", monospace');
  expect(familyList("a\nb", "monospace")).toBe('"a b", monospace');
});
