/** The field over a terminal, with a real buffer. */
import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import FindBar from "./FindBar.svelte";
import { Finding } from "./finding.svelte";
import { SessionTerminal } from "./session-terminal";

const words = { promptLabel: "", tooMuchOutput: "" };
const look = { fontSize: 13, fontFamily: "monospace", lineHeight: 1, cursor: "block", theme: {}, words } as const;
const { style } = document.documentElement;

it("marks what was found in the colours of the theme in force", async () => {
  style.setProperty("--term-match", "#111111");
  style.setProperty("--term-match-active", "#222222");
  const options = { ...look, cursorBlink: false, screenReader: false, webgl: false };
  const terminal = new SessionTerminal(options, { columns: 20, rows: 4 });
  terminal.mount(document.body);
  const text = Array.from({ length: 20 }, (_, n) => (n % 5 ? `line ${n}` : `match ${n}`)).join("\r\n");
  await new Promise<void>((done) => terminal.write(new TextEncoder().encode(text), done, true));
  const marked = vi.spyOn(terminal.term, "registerDecoration");
  const colours = () => new Set(marked.mock.calls.map(([{ backgroundColor }]) => backgroundColor));

  const finding = new Finding(() => terminal);
  finding.open(1);
  finding.query.text = "match";
  finding.search();
  finding.next(false);
  expect(colours()).toEqual(new Set(["#111111", "#222222"]));
  const [at, selected] = [finding.at, terminal.term.getSelectionPosition()];
  expect(finding.count).toBe(4);
  marked.mockClear();
  style.setProperty("--term-match", "#333333");
  style.setProperty("--term-match-active", "#444444");
  finding.recolour();
  expect(colours()).toEqual(new Set(["#333333", "#444444"]));
  expect([finding.count, finding.at]).toEqual([4, at]);
  expect(terminal.term.getSelectionPosition()).toEqual(selected);

  // What a person selected meanwhile stays so, and the match in front is still that one.
  terminal.term.select(2, 3, 25);
  const own = terminal.term.getSelectionPosition();
  finding.recolour();
  expect([finding.count, finding.at]).toEqual([4, at]);
  expect(terminal.term.getSelectionPosition()).toEqual(own);
  terminal.term.clearSelection();
  finding.recolour();
  expect([finding.at, terminal.term.hasSelection()]).toEqual([at, false]);

  finding.close();
  marked.mockClear();
  finding.recolour();
  expect(marked).not.toHaveBeenCalled();
  terminal.dispose();
});

it("does not begin to look for what may not end, and says where that can be looked for", async () => {
  const options = { ...look, cursorBlink: false, screenReader: false, webgl: false };
  const terminal = new SessionTerminal(options, { columns: 80, rows: 4 });
  await new Promise<void>((done) => terminal.write(new TextEncoder().encode(`${"a".repeat(70)}!`), done, true));
  const finding = new Finding(() => terminal);
  finding.open(1);
  Object.assign(finding.query, { text: "(a+)+$", regex: true });
  finding.search();
  expect([finding.fault, finding.count]).toEqual(["slow", 0]);
  const props = { finding, onclose: vi.fn(), onall: vi.fn() };
  render(FindBar, props);
  expect(screen.getByTestId("terminal-find-count").textContent).toContain("could take for ever here");
  await fireEvent.click(screen.getByTestId("terminal-find-instead"));
  expect(props.onall).toHaveBeenCalled();
  // What is typed as it is has no pattern.
  finding.query.regex = false;
  finding.search();
  expect(finding.fault).toBeNull();
  terminal.dispose();
});
