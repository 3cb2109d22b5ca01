import { describe, expect, it } from "vitest";
import { latinLetter } from "./latin-letter";

describe("the letter of a key", () => {
  it("is its own where it is Latin, wherever it stands", () => {
    expect(latinLetter({ key: "A", code: "KeyQ" })).toBe("a");
    expect(latinLetter({ key: "Escape", code: "Escape" })).toBe("escape");
    expect(latinLetter({ key: "+", code: "BracketRight" })).toBe("+");
    expect(latinLetter({ key: "\u00c9", code: "KeyW" })).toBe("\u00e9");
  });

  it("is that of its place in another alphabet", () => {
    expect(latinLetter({ key: "\u0441", code: "KeyC" })).toBe("c");
    expect(latinLetter({ key: "\u039c", code: "KeyM" })).toBe("m");
    expect(latinLetter({ key: "\u00e9", code: "Digit2" })).toBe("\u00e9");
  });
});
