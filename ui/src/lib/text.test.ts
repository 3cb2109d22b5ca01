import { expect, it } from "vitest";
import { visible, visibleLines } from "./text";

it("leaves ordinary text as it is", () => {
  expect(visible("ghcr.io/acme/billing-api")).toBe("ghcr.io/acme/billing-api");
  expect(visible("Répertoire de 東京 🚢 <b>&amp;")).toBe("Répertoire de 東京 🚢 <b>&amp;");
});

it("shows control characters", () => {
  expect(visible("a\u0000b\u001b[31m\n\u007f")).toBe("a␀b␛[31m␊␡");
  expect(visible("\u0085")).toBe("⟨U+0085⟩");
});

it("disarms characters that turn the direction of writing or hide", () => {
  expect(visible("abc\u202egnp.exe")).toBe("abc⟨U+202E⟩gnp.exe");
  expect(visible("a\u200bb\ufeff")).toBe("a⟨U+200B⟩b⟨U+FEFF⟩");
});

it("shows half a character", () => expect(visible("a\ud800b")).toBe("a⟨U+D800⟩b"));

it("keeps lines where lines are meant", () => expect(visibleLines("a\r\n\tb\u0007")).toBe("a\n\tb␇"));
