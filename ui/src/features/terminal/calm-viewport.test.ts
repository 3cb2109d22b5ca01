import { Terminal } from "@xterm/xterm";
import { expect, test, vi } from "vitest";
import { calmViewport } from "./calm-viewport";

function viewport() {
  const did: string[] = [];
  const frames: (() => void)[] = [];
  return {
    did,
    /** The next frame. */
    frame: () => frames.splice(0).forEach((callback) => callback()),
    _renderService: { addRefreshCallback: (callback: () => void) => frames.push(callback) },
    _sync: (...row: (number | undefined)[]) =>
      void did.push(row.length === 0 ? "where the buffer is" : `row ${row[0]}`),
    scrollLines: (count: number) => void did.push(`${count} lines`),
    scrollToLine: (line: number) => void did.push(`line ${line}`),
  };
}

const terminal = (inside: unknown) => ({ _core: { _viewport: inside } }) as unknown as Terminal;

test("the scroll bar follows once for each frame", () => {
  const inside = viewport();
  calmViewport(terminal(inside));
  for (let line = 0; line < 3; line++) inside._sync();
  expect(inside.did).toEqual([]);
  inside.frame();
  inside._sync();
  inside.frame();
  inside.frame();
  expect(inside.did).toEqual(["where the buffer is", "where the buffer is"]);
});

test("who scrolls begins where it should be", () => {
  const inside = viewport();
  calmViewport(terminal(inside));
  inside._sync();
  inside.scrollLines(-2);
  inside.scrollToLine(7);
  inside.frame();
  inside._sync(undefined);
  expect(inside.did).toEqual(["where the buffer is", "-2 lines", "line 7", "row undefined"]);
});

test("what has other insides is left as it is", () => {
  const scrollLines = vi.fn();
  const inside = { scrollLines };
  calmViewport(terminal(inside));
  calmViewport(terminal(undefined));
  expect(inside.scrollLines).toBe(scrollLines);
});

test("the insides are where they are looked for", async () => {
  vi.stubGlobal("matchMedia", () => ({ addListener: () => undefined, removeListener: () => undefined }));
  const term = new Terminal({ cols: 80, rows: 10, scrollback: 100 });
  const host = document.body.appendChild(document.createElement("div"));
  term.open(host);
  calmViewport(term);
  const { _viewport } = (term as unknown as { _core: { _viewport: { _scrollableElement: object } } })._core;
  const followed = vi.spyOn(_viewport._scrollableElement as { setScrollDimensions(): void }, "setScrollDimensions");
  await new Promise<void>((done) => term.write("line\r\n".repeat(1000), done));
  await vi.waitFor(() => expect(followed).toHaveBeenCalled());
  // However many frames there were meanwhile.
  expect(followed.mock.calls.length).toBeLessThan(100);
  term.dispose();
  host.remove();
  vi.unstubAllGlobals();
});
