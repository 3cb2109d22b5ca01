import { describe, expect, it } from "vitest";
import { click, everything, moved, nothing, only, toggled } from "./selection";

const order = ["a", "b", "c", "d", "e"];
const plain = { extend: false, toggle: false };
const shift = { extend: true, toggle: false };
const ctrl = { extend: false, toggle: true };

const keys = (selection: { keys: ReadonlySet<string> }) => [...selection.keys].sort().join("");

describe("by pointer", () => {
  it("a click selects one", () => expect(keys(click(only("a"), order, "c", plain))).toBe("c"));
  it("shift selects from the anchor, both ways", () => {
    const there = click(only("b"), order, "d", shift);
    expect(keys(there)).toBe("bcd");
    expect(keys(click(there, order, "a", shift))).toBe("ab");
  });
  it("ctrl adds and takes away", () => {
    const two = click(only("a"), order, "c", ctrl);
    expect(keys(two)).toBe("ac");
    expect(keys(click(two, order, "a", ctrl))).toBe("c");
  });
});

describe("by keyboard", () => {
  it("moves and stays inside", () => {
    expect(moved(only("a"), order, "next", plain, 3).focus).toBe("b");
    expect(moved(only("a"), order, "previous", plain, 3).focus).toBe("a");
    expect(moved(only("b"), order, "pageDown", plain, 3).focus).toBe("e");
    expect(moved(only("b"), order, "last", plain, 3).focus).toBe("e");
  });
  it("begins at the ends", () => {
    expect(moved(nothing, order, "next", plain, 3).focus).toBe("a");
    expect(moved(nothing, order, "previous", plain, 3).focus).toBe("e");
  });
  it("shift extends", () => {
    const two = moved(only("b"), order, "next", shift, 3);
    expect(keys(moved(two, order, "next", shift, 3))).toBe("bcd");
  });
  it("ctrl moves the focus alone, space takes", () => {
    const away = moved(only("a"), order, "next", ctrl, 3);
    expect([away.focus, keys(away)]).toEqual(["b", "a"]);
    expect(keys(toggled(away, "b"))).toBe("ab");
  });
  it("moves by lines among cards and does not leave the column", () => {
    expect(moved(only("a"), order, "next", plain, 6, 2).focus).toBe("c");
    expect(moved(only("d"), order, "next", plain, 6, 2).focus).toBe("d");
  });
  it("selects everything", () => expect(keys(everything(nothing, order))).toBe("abcde"));
});
