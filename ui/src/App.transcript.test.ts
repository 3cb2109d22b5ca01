/** All that a session has printed, looked through, on the engine in memory. */
import { fireEvent } from "@testing-library/svelte";
import { beforeAll, expect, it, vi } from "vitest";
import { backend } from "./ipc/backend";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

beforeAll(async () => {
  await openApp();
  await see("image-row");
  press("Enter", { ctrlKey: true });
  await see("session-exit");
});

const type = (text: string) => {
  const input = find("transcript-search") as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
const texts = () => all("transcript-text").map((one) => one.textContent);
const marks = () => [...document.querySelectorAll("[data-testid=transcript-text] mark")].map((one) => one.textContent);

async function open() {
  (await see("terminal-more")).click();
  (await see("menu-terminal-find-all")).click();
  await see("transcript");
}

it("shows everything where nothing is looked for, and the matches with their numbers", async () => {
  await open();
  await until(() => expect(texts()).toContain("Hello from Docker!"));
  expect(find("transcript-said")?.textContent).toContain("12 lines");
  expect(find("transcript-dropped")).toBeNull();
  type("docker");
  await until(() => expect(find("transcript-count")?.textContent).toMatch(/^6 of 6$/));
  expect(texts()).not.toContain("    (amd64)");
  expect(new Set(marks())).toEqual(new Set(["Docker"]));
  expect(all("transcript-line")[0]?.textContent).toMatch(/^2 Hello from Docker!/);
  await expectAccessible();
});

it("takes the options of the field, and says what is wrong with an expression", async () => {
  find("transcript-match-case")?.click();
  await until(() => expect(find("transcript-empty")?.textContent).toContain("docker"));
  find("transcript-match-case")?.click();
  find("transcript-regex")?.click();
  type("^ \\d\\. ");
  await until(() => expect(find("transcript-count")?.textContent).toBe("4 of 4"));
  type("(");
  await until(() => expect(find("transcript-search")?.getAttribute("aria-invalid")).toBe("true"));
  type("^ \\d\\. ");
  await until(() => expect(find("transcript-count")?.textContent).toBe("4 of 4"));
});

it("goes along the matches by keys, shows them among the others, and leads back", async () => {
  press("ArrowDown");
  expect(document.activeElement).toBe(find("transcript-lines"));
  press("ArrowUp");
  await until(() => expect(find("transcript-count")?.textContent).toBe("3 of 4"));
  press("Home");
  await until(() => expect(find("transcript-count")?.textContent).toBe("1 of 4"));
  find("transcript-matches-only")?.click();
  await until(() => expect(texts()).toContain("    (amd64)"));
  const chosen = document.querySelector("[data-testid=transcript-line][aria-selected=true]");
  expect(chosen?.textContent).toContain(" 1. ");
  // Most of the others are not there to be counted.
  expect([chosen?.getAttribute("aria-posinset"), chosen?.getAttribute("aria-setsize")]).toEqual(["6", "12"]);
  press("F3");
  await until(() => expect(find("transcript-count")?.textContent).toBe("2 of 4"));
  find("transcript-matches-only")?.click();
  await until(() => expect(all("transcript-line").length).toBe(4));
  press("Escape");
  await until(() => expect(find("transcript")).toBeNull());
});

it("leads back to the matches by one Escape, however many lines were looked at", async () => {
  vi.spyOn(backend(), "transcriptPlace").mockResolvedValue({ text: "not printed", cut: false, later: 0 });
  await open();
  type("docker");
  await until(() => expect(find("transcript-count")?.textContent).toBe("6 of 6"));
  press("ArrowDown");
  press("Enter");
  await see("transcript-back");
  expect(find("transcript-said")?.firstElementChild).not.toBeNull();
  await until(() => expect(texts()).toContain("    (amd64)"));
  press("ArrowUp");
  await until(() => expect(find("transcript-count")?.textContent).not.toBe("6 of 6"));
  // The lines get the keyboard once it is shown.
  find("transcript-search")?.focus();
  const lines = await see("transcript-lines");
  await fireEvent.keyDown(lines, { key: "Enter" });
  await until(() => expect(document.activeElement).toBe(lines));
  press("Escape");
  await until(() => expect(texts()).not.toContain("    (amd64)"));
  expect(find("transcript-back")).toBeNull();
});

it("leads back from the field too where nothing is looked for, and asks for no line where there is none", async () => {
  type("");
  await until(() => expect(texts()).toContain("    (amd64)"));
  find("transcript-lines")?.focus();
  press("End");
  await until(() => expect(document.querySelector("[data-testid=transcript-line][aria-selected=true]")).not.toBeNull());
  press("Enter");
  await see("transcript-back");
  find("transcript-search")?.focus();
  press("Escape");
  await until(() => expect(find("transcript-back")).toBeNull());
  expect(find("transcript")).not.toBeNull();
  type("nowhere to be found");
  await until(() => expect(all("transcript-line").length).toBe(0));
  const rows = vi.spyOn(backend(), "transcriptRows");
  find("transcript-lines")?.focus();
  press("End");
  expect(rows).not.toHaveBeenCalled();
});

it("copies what is selected as it was printed", async () => {
  vi.restoreAllMocks();
  const rows = backend().transcriptRows;
  vi.spyOn(backend(), "transcriptRows").mockImplementation(async (...asked) => {
    const answer = await rows(...asked);
    return { ...answer, items: answer.items.map((row) => ({ ...row, text: `\u200b${row.text}`, before: true })) };
  });
  const written = vi.spyOn(backend(), "clipboardWrite").mockResolvedValue(null);
  type("from");
  await until(() => expect(texts()[0]).toContain("⟨U+200B⟩"));
  const lines = await see("transcript-lines");
  getSelection()?.selectAllChildren(all("transcript-line")[0] as HTMLElement);
  const [event, setData] = [new Event("copy", { cancelable: true }), vi.fn()];
  Object.assign(event, { clipboardData: { setData } });
  lines.dispatchEvent(event);
  expect(setData).toHaveBeenCalledWith("text/plain", "\u200bHello from Docker!");
  lines.focus();
  press("c", { ctrlKey: true });
  await until(() => expect(written).toHaveBeenCalledWith("\u200bHello from Docker!"));
  getSelection()?.removeAllRanges();
});
