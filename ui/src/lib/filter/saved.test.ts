import { expect, it } from "vitest";
import { namedFault, renamedFilter, savedFilter, withoutFilter } from "./saved";

it("filters are saved, renamed and forgotten, and no two have the same name", () => {
  const one = savedFilter([], "  Old   ones ", "created>1y");
  expect(one).toEqual([{ name: "Old ones", filter: "created>1y" }]);
  expect(namedFault(one, "old ONES", null)).toBe("nameTaken");
  expect(namedFault(one, "OLD ones", "Old ones")).toBe(null);
  expect(namedFault(one, " ", null)).toBe("nameEmpty");
  expect(namedFault(one, "x".repeat(61), null)).toBe("nameLong");
  const two = savedFilter(one, "Large", "size>1GB");
  expect(renamedFilter(two, "Large", "Larger")[1]).toEqual({ name: "Larger", filter: "size>1GB" });
  expect(withoutFilter(two, "Old ones").map(({ name }) => name)).toEqual(["Large"]);
});
