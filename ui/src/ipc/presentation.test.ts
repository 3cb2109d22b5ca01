/** Why a regular expression was refused, in every language. */
import { afterEach, describe, expect, it } from "vitest";
import { setLanguage } from "$/i18n/index.svelte";
import type { CommandError } from "./bindings";
import { patternWords } from "./presentation";

const refused = (pattern: CommandError["pattern"]): CommandError => ({
  code: "invalidInput",
  message: "unclosed\u001b group",
  detail: null,
  pattern,
});

describe("what is wrong with an expression", () => {
  afterEach(() => setLanguage("en", "en"));

  it("is said in the language in force, with its place", () => {
    const error = refused({ kind: "groupUnclosed", at: 1234 });
    expect(patternWords(error)).toBe("unclosed group ( at character 1,234");
    setLanguage("fr", "en");
    expect(patternWords(error)).toBe("groupe\u00a0( non fermé, au caractère 1\u202f234");
  });

  it("has no place where it is of the whole", () => {
    expect(patternWords(refused({ kind: "tooBig", at: null }))).toBe("too large once compiled");
  });

  it("is in the engine's words where there are no others", () => {
    expect(patternWords(refused(null))).toBe("unclosed␛ group");
  });
});
