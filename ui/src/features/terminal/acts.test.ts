/** What programs want to put on the clipboard. */
import { beforeEach, expect, it, vi } from "vitest";
import { setBackend } from "$/ipc/backend";
import { memoryBackend } from "$/ipc/memory";
import type { SessionInfo } from "$/ipc/bindings";
import { clipboardChoices } from "$/state/clipboard-choices.svelte";
import { sessions } from "$/state/sessions.svelte";
import { TerminalActs } from "./acts.svelte";

const { backend } = memoryBackend({ images: [], containers: [], locale: "en" });
setBackend(backend);
const write = vi.spyOn(backend, "clipboardWrite").mockResolvedValue(null);

beforeEach(() => {
  sessionStorage.clear();
  clipboardChoices.reload();
});

const put = async (count: number) => {
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(count));
  return write.mock.calls.map(([text]) => text);
};

it("answers with what was shown, and asks about what has been wanted since", async () => {
  write.mockClear();
  const acts = new TerminalActs(
    () => undefined,
    () => true,
  );
  for (const text of ["shown", "then", "last"]) acts.wantClipboard(1, text);
  expect(acts.wanted(1)).toMatchObject({ text: "shown", more: true });
  acts.answerClipboard(1, "once");
  expect(await put(1)).toEqual(["shown"]);
  expect(acts.wanted(1)).toMatchObject({ text: "last", more: false });
  acts.answerClipboard(1, "not");
  expect(acts.wanted(1)).toBeUndefined();
  expect(await put(1)).toEqual(["shown"]);

  // The same once more is what is asked about.
  for (const text of ["a", "b", "a"]) acts.wantClipboard(1, text);
  expect(acts.wanted(1)).toMatchObject({ text: "a", more: false });
  acts.wantClipboard(1, "b");
  acts.answerClipboard(1, "always");
  expect(await put(3)).toEqual(["shown", "a", "b"]);
  acts.wantClipboard(1, "c");
  expect(await put(4)).toContain("c");
  expect(acts.wanted(1)).toBeUndefined();
  acts.askAboutClipboard(1);
  acts.wantClipboard(1, "d");
  expect(acts.wanted(1)).toMatchObject({ text: "d" });
});

it("asks no more in a session whose program may not, until that is taken back", () => {
  write.mockClear();
  const acts = new TerminalActs(
    () => undefined,
    () => true,
  );
  for (const text of ["a", "b"]) acts.wantClipboard(1, text);
  acts.answerClipboard(1, "never");
  expect(acts.wanted(1)).toBeUndefined();
  acts.wantClipboard(1, "c");
  expect(acts.wanted(1)).toBeUndefined();
  acts.wantClipboard(2, "of another");
  expect(acts.wanted(2)).toMatchObject({ text: "of another" });
  acts.askAboutClipboard(1);
  acts.wantClipboard(1, "d");
  expect(acts.wanted(1)).toMatchObject({ text: "d" });
  expect(write).not.toHaveBeenCalled();
});

it("keeps nothing of what a session wanted that was closed", () => {
  const acts = new TerminalActs(
    () => undefined,
    () => false,
  );
  for (const id of [1, 2]) for (const text of ["a", "b"]) acts.wantClipboard(id, text);
  acts.keep([{ id: 2 } as SessionInfo]);
  expect([acts.wanted(1), acts.wanted(2)]).toEqual([undefined, expect.objectContaining({ text: "a", more: true })]);
  expect([...acts.rung]).toEqual([2]);
  // Neither is what was wanted since.
  acts.wantClipboard(1, "c");
  expect(acts.wanted(1)).toMatchObject({ text: "c", more: false });
});

it("knows what was chosen in a page that is loaded anew, and allows it to no other program", async () => {
  write.mockClear();
  const connected = (connection: number) => [1, 2].map((id) => ({ id, connection }) as SessionInfo);
  const list = vi.spyOn(sessions, "list", "get").mockReturnValue(connected(0));
  const page = () => {
    clipboardChoices.reload();
    return new TerminalActs(
      () => undefined,
      () => true,
    );
  };
  let acts = page();
  acts.wantClipboard(1, "a");
  acts.answerClipboard(1, "always");
  acts.wantClipboard(2, "b");
  acts.answerClipboard(2, "never");
  acts = page();
  acts.wantClipboard(1, "c");
  acts.wantClipboard(2, "d");
  expect(await put(2)).toEqual(["a", "c"]);
  expect([acts.wanted(1), acts.wanted(2)]).toEqual([undefined, undefined]);

  list.mockReturnValue(connected(1));
  acts.wantClipboard(1, "e");
  acts.wantClipboard(2, "f");
  expect([acts.wanted(1)?.text, acts.wanted(2)]).toEqual(["e", undefined]);
  expect([acts.clipboardChoice(1), acts.clipboardChoice(2)]).toEqual([undefined, "never"]);
  expect(write).toHaveBeenCalledTimes(2);
  // A session that is closed takes it along.
  clipboardChoices.forget(2);
  expect(page().clipboardChoice(2)).toBeUndefined();
  list.mockRestore();
});

it("says no more that the clipboard is unavailable once it has been reached", async () => {
  const acts = new TerminalActs(
    () => undefined,
    () => true,
  );
  const report = (code: string) => sessions.report(1, { code, message: "", detail: null });
  report("clipboardUnavailable");
  acts.wantClipboard(1, "a");
  acts.answerClipboard(1, "not");
  await acts.attempt(1, () => Promise.resolve());
  expect(sessions.fault(1)).toBeDefined();
  acts.copyLink(1, "https://example.org");
  await vi.waitFor(() => expect(sessions.fault(1)).toBeUndefined());
  // What else was refused stands until a person has read it.
  report("internal");
  write.mockClear();
  acts.copyLink(1, "https://example.org");
  await vi.waitFor(() => expect(write).toHaveResolved());
  await Promise.resolve();
  expect(sessions.fault(1)).toBeDefined();
});
