/** What a terminal says of its screen, without one. */
import { Terminal } from "@xterm/xterm";
import { expect, it } from "vitest";
import { SessionTerminal, type TerminalLook } from "./session-terminal";

const look: TerminalLook = {
  fontSize: 13,
  fontFamily: "monospace",
  lineHeight: 1,
  cursor: "block",
  cursorBlink: false,
  screenReader: false,
  webgl: false,
  theme: {},
  words: { promptLabel: "Terminal input", tooMuchOutput: "Too much" },
};
const link = (address: string, text: string) => `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`;

it("tells of the links in sight, and of no others", async () => {
  const terminal = new SessionTerminal(look, { columns: 40, rows: 4 });
  const print = (text: string) =>
    new Promise<void>((done) => terminal.write(new TextEncoder().encode(text), done, true));
  await print(`${link("https://first.test/", "docs")} https://plain.test/x\r\n${link("file:///a", "b")}`);
  // Over the end of a row and in two parts it is one.
  await print(` ${link("https://long.test/", "l".repeat(50))} ${link("https://long.test/", "again")}`);
  expect(terminal.addresses()).toEqual([
    "https://plain.test/x",
    "https://long.test/",
    "file:///a",
    "https://first.test/",
  ]);
  await print(`\r\n${link(`https://a.test/${"x".repeat(9000)}`, "too long")}`);
  expect(terminal.addresses()).toHaveLength(4);

  // What has gone up is offered where it is scrolled to.
  await print("\r\n\r\n\r\n\r\nnothing");
  expect(terminal.addresses()).toEqual([]);
  terminal.term.scrollToTop();
  expect(terminal.addresses()).toContain("https://first.test/");
  await print("\u001b[3J\u001b[2J\u001b[H");
  expect(terminal.addresses()).toEqual([]);
  // Another screen has its own.
  await print(`${link("https://normal.test/", "n")}\u001b[?1049h\u001b[H${link("https://full.test/", "f")}`);
  expect(terminal.addresses()).toEqual(["https://full.test/"]);
  await print("\u001b[?1049l");
  expect(terminal.addresses()).toEqual(["https://normal.test/"]);
  await print("\u001bc");
  expect(terminal.addresses()).toEqual([]);
  terminal.dispose();
});

it("says what it says to assistive technology in the language in force, also after another is chosen", () => {
  const terminal = new SessionTerminal(look, undefined);
  terminal.mount(document.body);
  const label = () => terminal.host.querySelector("textarea")?.getAttribute("aria-label");
  expect(label()).toBe("Terminal input");
  terminal.setLook({ ...look, words: { promptLabel: "Saisie du terminal", tooMuchOutput: "Trop de texte" } });
  expect(label()).toBe("Saisie du terminal");
  expect(Terminal.strings.tooMuchOutput).toBe("Trop de texte");
  const next = new SessionTerminal({ ...look, words: { promptLabel: "Encore", tooMuchOutput: "" } }, undefined);
  next.mount(document.body);
  expect(next.host.querySelector("textarea")?.getAttribute("aria-label")).toBe("Encore");
  for (const one of [terminal, next]) one.dispose();
});
