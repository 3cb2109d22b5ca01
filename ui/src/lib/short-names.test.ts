import { expect, it } from "vitest";
import { shortNames } from "./short-names";

it("leaves out what all names begin with", () => {
  const names = ["backend-worker-1", "backend-worker-2", "db-1"].map((name) => `myproject-${name}`);
  expect(shortNames(names)).toEqual(["backend-worker-1", "backend-worker-2", "db-1"]);
});

it("leaves a word where all that differs is a number", () => {
  const names = ["1", "2", "3"].map((number) => `myproject-backend-worker-${number}`);
  expect(shortNames(names)).toEqual(["worker-1", "worker-2", "worker-3"]);
});

it("cuts at the ends of words only", () => {
  expect(shortNames(["web-one", "web-once"])).toEqual(["one", "once"]);
  expect(shortNames(["server", "service"])).toEqual(["server", "service"]);
  expect(shortNames(["web", "web-1"])).toEqual(["web", "web-1"]);
  expect(shortNames(["a_b.c", "a_b.d"])).toEqual(["c", "d"]);
  expect(shortNames(["alone-1"])).toEqual(["alone-1"]);
});

it("keeps the beginning and the end of a long one", () => {
  const long = "a-very-long-name-of-a-container-1";
  expect(shortNames([long, "web"])).toEqual(["a-very-…of-a-container-1", "web"]);
  expect(shortNames([long, "web"])[0]?.length).toBeLessThanOrEqual(24);
  // These would read the same.
  const others = ["one", "two"].map((part) => `beginning${part}of-a-name-with-the-same-end`);
  expect(shortNames(others)).toEqual(others);
});
