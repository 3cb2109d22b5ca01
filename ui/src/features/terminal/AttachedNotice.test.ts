import { flushSync, mount, unmount } from "svelte";
import { expect, it } from "vitest";
import type { SessionInfo } from "$/ipc/bindings";
import { isListening } from "$/state/session-phase";
import AttachedNotice from "./AttachedNotice.svelte";

function said(tty: boolean, listens: boolean) {
  const container = "0".repeat(64);
  const info = {
    ...{ id: 1, kind: "attach", spec: { container }, image: "busybox", container, containerName: "web-1" },
    ...{ tty, listens, detachKeys: "ctrl-p,ctrl-q", phase: { at: "running" } },
  } as unknown as SessionInfo;
  const notice = mount(AttachedNotice, { target: document.body, props: { info } });
  flushSync();
  const text = document.querySelector("[data-testid=attached-notice]")?.textContent.trim();
  void unmount(notice);
  return { text, isListening: isListening(info) };
}

it.each([
  [true, true, "what you type goes to it, Ctrl+C too. Ctrl+P Ctrl+Q", true],
  [true, false, "It takes no input from here", false],
  [false, true, "and can send it lines", false],
  [false, false, "It takes no input from here", false],
])("says what becomes of what is typed: terminal %s, input %s", (tty, listens, words, types) => {
  const { text, isListening } = said(tty, listens);
  expect(text).toContain(words);
  expect(isListening).toBe(types);
});
