import { describe, expect, it } from "vitest";
import type { FieldValue } from "$/ipc/bindings";
import { fieldName, MAX_PINNED, pinned, pointerOf, sortByField } from "./fields";

const field = (more: Partial<FieldValue>): FieldValue => ({
  kind: "string",
  value: null,
  children: 0,
  number: null,
  hint: null,
  secret: "none",
  ...more,
});
const text = (words: string) => field({ value: { text: words, truncated: false, marks: [] } });
const number = (value: number) => field({ ...text(String(value)), kind: "number", number: value });
const time = (at: number) => field({ ...text("2026"), hint: { is: "instant", at } });
const never = field({ ...text("0001"), hint: { is: "never" } });

describe("a path", () => {
  it.each([
    ["/Config/User", "/Config/User"],
    [" .Config.User ", "/Config/User"],
    ["Config.User", "/Config/User"],
    [".[0].Config.User", "/Config/User"],
    ["{{.Config.User}}", "/Config/User"],
    ["{{ .Config.User }}", "/Config/User"],
    ['{{index .Config.Labels "a.b/c"}}', "/Config/Labels/a.b~1c"],
    ["{{(index .Mounts 0).Source}}", "/Mounts/0/Source"],
    ['.["odd key"]', "/odd key"],
    ['.Config.Labels["a.b/c"]', "/Config/Labels/a.b~1c"],
    [".Config.Env[2]", "/Config/Env/2"],
    ['."odd key"', "/odd key"],
  ])("%s is %s", (typed, pointer) => expect(pointerOf(typed)).toBe(pointer));

  it.each([
    "",
    ".",
    "/",
    ".[0]",
    "a b",
    ".Config..User",
    '.Config["open',
    "/a~2",
    "/Config/",
    ".Config.",
    "{{range .Env}}",
  ])("%j is none", (typed) => expect(pointerOf(typed)).toBeNull());

  it("is called by its last key", () => {
    expect(["/Config/User", "/Config/Labels/a.b~1c", "/Config/Env/2", "/a~0b", "/"].map(fieldName)).toEqual([
      "User",
      "a.b/c",
      "Env[2]",
      "a~b",
      '""',
    ]);
  });
});

describe("rows sorted by a field", () => {
  const sorted = (values: Record<string, FieldValue | null>, descending = false) =>
    sortByField(Object.keys(values), (key) => values[key], descending).join("");

  it("goes by numbers, by times and by texts with numbers in them", () => {
    expect(sorted({ a: number(10), b: number(9), c: number(-1) })).toBe("cba");
    expect(sorted({ a: time(300), b: time(200), c: never })).toBe("cba");
    expect(sorted({ a: text("v10"), b: text("v9"), c: text("V1") })).toBe("cba");
  });

  it("keeps rows without a value at the end, whichever way", () => {
    const values = { a: null, b: number(1), c: number(2), d: null };
    expect(sorted(values)).toBe("bcad");
    expect(sorted(values, true)).toBe("cbad");
  });

  it("keeps the order of equals", () => {
    const values = { c: text("x"), a: text("x"), b: text("x") };
    expect(sorted(values)).toBe("cab");
    expect(sorted(values, true)).toBe("cab");
  });
});

it("pins each field once, and not more than fit", () => {
  expect(pinned(["/a"], "/b")).toEqual(["/a", "/b"]);
  expect(pinned(["/a"], "/a")).toBeNull();
  expect(
    pinned(
      Array.from({ length: MAX_PINNED }, (_, n) => `/${n}`),
      "/a",
    ),
  ).toBeNull();
});
