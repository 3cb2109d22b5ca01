import { afterEach, expect, it } from "vitest";
import { keyCaps, setLanguage } from "./index.svelte";

afterEach(() => setLanguage("en", "en"));

it("names keys as a keyboard of that language does", () => {
  expect(keyCaps("Ctrl+Shift+Esc")).toBe("Ctrl+Shift+Esc");
  setLanguage("fr", "en");
  expect(keyCaps("Ctrl+Shift+Esc")).toBe("Ctrl+Maj+Échap");
  expect(keyCaps("Ctrl+PgDn")).toBe("Ctrl+Pg suiv");
  expect(keyCaps("Ctrl++")).toBe("Ctrl++");
  expect(keyCaps("L")).toBe("L");
});
