import { expect, it } from "vitest";
import { patternFault } from "./pattern-fault";

it.each([
  ["a(b", "groupUnclosed"],
  ["a)b", "groupUnopened"],
  ["(?<a>x)(?<a>y)", "groupNameTwice"],
  ["(?<1>x)", "groupName"],
  ["[ab", "classUnclosed"],
  ["[z-a]", "classRange"],
  ["a\\", "escapeUnfinished"],
  ["*a", "repetitionMissing"],
  ["a{3,2}", "repetitionRange"],
  ["(?y)a", "flag"],
  // What is typed is not taken for what is said about it.
  ["*nothing to repeat (missing )", "repetitionMissing"],
  ["(?<a>x)\\k<b>", "other"],
])("%s: %s", (pattern, kind) => expect(patternFault(pattern)).toBe(kind));

it("is none of a pattern", () => expect(patternFault("a(b|c)*[d-f]{2,3}")).toBeNull());
