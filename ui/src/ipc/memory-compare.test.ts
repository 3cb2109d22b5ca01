import { describe, expect, it } from "vitest";
import type { CompareRow } from "./bindings";
import { Comparison } from "./memory-compare";
import { Tree } from "./memory-tree";

const compare = (left: unknown, right: unknown) =>
  new Comparison(new Tree(JSON.stringify(left)), new Tree(JSON.stringify(right)));
const told = (row: CompareRow) => (row.fold === null ? `${row.difference} ${row.pointer}` : `fold ${row.fold}`);
const rows = (comparison: Comparison) => comparison.rows(0, 100).rows.map(told);

describe("a comparison in memory", () => {
  it("aligns objects by key and folds what is alike", () => {
    const comparison = compare({ a: 1, b: 2, c: 3, d: { x: 1 }, gone: 1 }, { b: 2, a: 1, c: 4, d: { x: 2, y: 3 } });
    expect(rows(comparison)).toEqual([
      "within ",
      "fold 2",
      "changed /c",
      "within /d",
      "changed /d/x",
      "added /d/y",
      "removed /gone",
    ]);
    expect(comparison.differences.length).toBe(4);
    expect(comparison.rows(0, 1).rows[0]?.differences).toBe(4);
  });

  it("aligns variables by name and mounts by where they are", () => {
    const left = {
      Env: ["A=1", "B=2"],
      Mounts: [
        { Destination: "/a", RW: true },
        { Destination: "/b", RW: true },
      ],
    };
    const right = { Env: ["B=3", "A=1"], Mounts: [{ Destination: "/b", RW: true }] };
    const comparison = compare(left, right);
    expect(rows(comparison)).toEqual([
      "within ",
      "within /Env",
      "changed /Env/0",
      "same /Env/1",
      "within /Mounts",
      "removed /Mounts/0",
      "same /Mounts/0",
    ]);
    expect(comparison.rows(2, 1).rows[0]?.identity).toBe("B");
  });

  it("keeps the order of command lines, where the same word elsewhere is another one", () => {
    expect(rows(compare({ Cmd: ["a", "b"] }, { Cmd: ["b", "a"] }))).toEqual([
      "within ",
      "within /Cmd",
      "changed /Cmd/0",
      "changed /Cmd/1",
    ]);
  });

  it("opens folds, walks through the differences and goes round", () => {
    const comparison = compare({ a: 1, b: 2, c: 3, d: 4 }, { a: 1, b: 2, c: 4, d: 5 });
    comparison.toggle(1);
    expect(rows(comparison)).toEqual(["within ", "fold 2", "same /a", "same /b", "changed /c", "changed /d"]);
    const first = comparison.next(0, true);
    expect(first).toMatchObject({ row: 4, index: 0 });
    const last = comparison.next(0, false);
    expect(last).toMatchObject({ row: 5, index: 1 });
    expect(comparison.next(last?.node ?? 0, true)).toEqual(first);
    expect(compare({ a: 1 }, { a: 1 }).next(0, true)).toBeNull();
  });

  it("masks secrets until they are asked for", () => {
    const comparison = compare({ Env: ["DB_PASSWORD=a"] }, { Env: ["DB_PASSWORD=b"] });
    const side = () => comparison.rows(2, 1).rows[0]?.right;
    expect([side()?.value?.text, side()?.secret]).toEqual(["DB_PASSWORD=••••••••", "hidden"]);
    comparison.reveal(true);
    expect([side()?.value?.text, side()?.secret]).toEqual(["DB_PASSWORD=b", "shown"]);
    expect(comparison.patch(false)).toMatchObject({ masked: 1 });
    expect(comparison.patch(true).text).toContain("DB_PASSWORD=b");
  });

  it("sums up by parts, and says what to do", () => {
    const left = { Config: { Env: ["A=1"], User: "a" }, Mounts: ["x", "y"] };
    const right = { Config: { Env: ["A=2", "B=1"], User: "b" }, Mounts: ["x"] };
    const comparison = compare(left, right);
    const { topics, ...counts } = comparison.summary();
    expect(counts).toMatchObject({ added: 1, removed: 1, changed: 2, same: 1 });
    expect(topics.map(({ pointer }) => pointer)).toEqual(["/Config/Env", "/Config/User", "/Mounts"]);
    expect(topics[0]).toMatchObject({ changed: ["A"], added: ["B"] });
    expect([topics[1]?.from?.text, topics[1]?.to?.text]).toEqual(["a", "b"]);
    expect(JSON.parse(comparison.patch(true).text)).toEqual([
      { op: "replace", path: "/Config/Env/0", value: "A=2" },
      { op: "add", path: "/Config/Env/1", value: "B=1" },
      { op: "replace", path: "/Config/User", value: "b" },
      { op: "remove", path: "/Mounts/1" },
    ]);
  });

  it("keeps what is open through a refresh, and opens what differs now", () => {
    const comparison = compare({ a: 1, b: 2, c: { x: 1 }, d: { x: 1 } }, { a: 1, b: 2, c: { x: 2 }, d: { x: 1 } });
    comparison.toggle(1);
    const left = new Tree(JSON.stringify({ a: 1, b: 2, c: { x: 1 }, d: { x: 1 } }));
    comparison.refresh(left, new Tree(JSON.stringify({ a: 1, b: 2, c: { x: 2 }, d: { x: 3 } })));
    expect(rows(comparison)).toEqual([
      "within ",
      "fold 2",
      "same /a",
      "same /b",
      "within /c",
      "changed /c/x",
      "within /d",
      "changed /d/x",
    ]);
  });
});
