import { expect, it } from "vitest";
import { pictures, unseenIn, visible, visibleLines } from "./text";

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

/** A line as it is drawn. */
function drawn(line: string): string {
  let [text, at] = ["", 0];
  for (const { from, to } of unseenIn(line)) {
    text += line.slice(at, from) + pictures(line.slice(from, to));
    at = to;
  }
  return text + line.slice(at);
}

it("leaves joiners alone that writing needs", () => {
  const persian = "می\u200cخواهم";
  const hindi = "क्\u200dष क्\u200cष न्\u200d";
  const emoji = "👩🏽\u200d🚀 👨\u200d👩\u200d👧 🏳️\u200d🌈";
  for (const line of [persian, hindi, emoji]) expect(drawn(line)).toBe(line);
});

it("shows those that only hide something, and whatever else acts in a line", () => {
  expect(drawn("pass\u200dword \u200c")).toBe("pass⟨U+200D⟩word ⟨U+200C⟩");
  expect(drawn("می\u200c\u200c")).toBe("می⟨U+200C⟩⟨U+200C⟩");
  expect(drawn("👩\u200d x")).toBe("👩⟨U+200D⟩ x");
  expect(drawn("abc\u202egnp\u200b\u0000\u009b")).toBe("abc⟨U+202E⟩gnp⟨U+200B⟩␀⟨U+009B⟩");
  expect(drawn("a\ud800b 🚢 \udc00")).toBe("a⟨U+D800⟩b 🚢 ⟨U+DC00⟩");
  expect(unseenIn("a\tb é 東京")).toEqual([]);
});
