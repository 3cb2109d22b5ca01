/** What happens with a text that is pasted: at once, after a question, or not at all. */
import { beforeEach, expect, it, vi } from "vitest";
import { t } from "$/i18n/index.svelte";
import { toasts } from "$/state/toasts.svelte";
import { Pasting } from "./pasting.svelte";
import type { SessionTerminal } from "./session-terminal";

const paste = vi.fn<(id: number, text: string) => void>();
/** The first session's program knows a paste from keys. */
const terminal = (id: number) =>
  ({ bracketsPastes: id === 1, paste: (text: string) => paste(id, text) }) as SessionTerminal;
const said = () => toasts.list.map(({ title }) => title);
const words = t().terminal.pasteQuestion;

beforeEach(() => {
  paste.mockClear();
  for (const { id } of toasts.list) toasts.close(id);
});

it("says what was left out where nothing is asked", () => {
  const pasting = new Pasting(terminal);
  pasting.offer(1, "plain\ntext");
  expect(said()).toEqual([]);
  pasting.offer(1, "ls\u0003\u0007");
  expect(said()).toEqual([words.wereDropped(2)]);
  pasting.offer(1, "\u0003");
  expect(said()).toEqual([words.wereDropped(2), words.nothingLeft]);
  expect(paste.mock.calls).toEqual([
    [1, "plain\ntext"],
    [1, "ls"],
  ]);
  // The question says it itself.
  pasting.offer(2, "ls\u0003");
  expect(said()).toHaveLength(2);
});

it("asks about the first, whatever is pasted meanwhile", () => {
  const pasting = new Pasting(terminal);
  pasting.offer(2, "a\nb");
  pasting.offer(3, "rm -r .\nyes");
  pasting.offer(1, "known\nlines");
  expect(pasting.question).toMatchObject({ id: 2, pasted: { text: "a\nb" } });
  expect(paste).not.toHaveBeenCalled();
  expect(said()).toEqual([words.busy]);
  pasting.answer("whole");
  expect(pasting.question).toBeNull();
  expect(paste.mock.calls).toEqual([[2, "a\nb"]]);
  pasting.offer(3, "c\nd");
  expect(pasting.question).toMatchObject({ id: 3 });
});
