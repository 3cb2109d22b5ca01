import { expect, it } from "vitest";
import { words } from "./shell";

it("quotes what a shell would change", () => {
  expect(words(["tini", "--", "/entry.sh"])).toBe("tini -- /entry.sh");
  expect(words(["sh", "-c", "echo $HOME; it's"])).toBe(`sh -c 'echo $HOME; it'\\''s'`);
  expect(words([""])).toBe("''");
});
