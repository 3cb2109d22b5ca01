import { describe, expect, it } from "vitest";
import { arrange, NARROWEST, widthOf, withMoved, withShown, withStepped, withWidth, type Known } from "./columns";

const known: Known[] = [
  { id: "name", shown: true },
  { id: "tag", shown: true },
  { id: "platform", shown: false },
  { id: "/Size", shown: true },
];
const ids = (choices: readonly { id: string }[]) => choices.map(({ id }) => id);

describe("arrange", () => {
  it("is as it comes where nobody chose", () => {
    expect(ids(arrange(known, []))).toEqual(["name", "tag", "platform", "/Size"]);
    expect(arrange(known, []).map(({ shown }) => shown)).toEqual([true, true, false, true]);
  });
  it("has a new column behind what it follows", () => {
    const choices = [
      { id: "tag", shown: null, width: 90 },
      { id: "name", shown: null, width: null },
    ];
    expect(ids(arrange(known, choices))).toEqual(["tag", "platform", "/Size", "name"]);
    expect(ids(arrange([{ id: "new", shown: true }, ...known], choices))[0]).toBe("new");
  });
  it("takes any file of settings", () => {
    const choices = [
      { id: "gone", shown: true, width: 1 },
      { id: "tag", shown: false, width: -5 },
      { id: "tag", shown: true, width: 1e9 },
    ];
    const result = arrange(known, choices);
    expect(ids(result).sort()).toEqual(ids(known).sort());
    expect(widthOf(-5)).toBe(NARROWEST);
  });
});

describe("changes", () => {
  const columns = arrange(known, []);
  it("remember only what was chosen", () => {
    const next = withShown(columns, "platform", true);
    expect(next.map(({ shown }) => shown)).toEqual([null, null, true, null]);
    expect(arrange(known, next).find(({ id }) => id === "platform")?.shown).toBe(true);
    expect(withWidth(columns, "tag", 10.4)[1]?.width).toBe(NARROWEST);
    expect(withWidth(arrange(known, withWidth(columns, "tag", 300)), "tag", null)[1]?.width).toBe(null);
  });
  it("move a column before another, and step over those that are hidden", () => {
    expect(ids(withMoved(columns, "/Size", "name"))).toEqual(["/Size", "name", "tag", "platform"]);
    expect(ids(withMoved(columns, "name", null))).toEqual(["tag", "platform", "/Size", "name"]);
    expect(ids(withMoved(columns, "tag", "tag"))).toEqual(ids(known));
    expect(ids(withStepped(columns, "tag", 1))).toEqual(["name", "platform", "/Size", "tag"]);
    expect(ids(withStepped(columns, "/Size", -1))).toEqual(["name", "/Size", "tag", "platform"]);
    expect(ids(withStepped(columns, "name", -1))).toEqual(ids(known));
    expect(ids(withStepped(columns, "/Size", 1))).toEqual(ids(known));
  });
  it("lose no column, whatever is done", () => {
    let now = columns;
    for (let n = 0; n < 500; n += 1) {
      const { id } = now[(n * 7) % now.length] as { id: string };
      const other = now[(n * 5) % now.length]?.id ?? null;
      const next =
        n % 3 === 0 ? withMoved(now, id, other) : n % 3 === 1 ? withStepped(now, id, 1) : withStepped(now, id, -1);
      now = arrange(known, next);
      expect(ids(now).sort()).toEqual(ids(known).sort());
    }
  });
});
