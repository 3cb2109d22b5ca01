import { Terminal } from "@xterm/xterm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freeze } from "./freeze";

beforeEach(() =>
  vi.stubGlobal("matchMedia", () => ({ addListener: () => undefined, removeListener: () => undefined })),
);
afterEach(() => vi.unstubAllGlobals());

const write = (term: Terminal, text: string) => new Promise<void>((done) => term.write(text, done));

test("a frozen terminal shows what it was given before, at once, and all when it is thawed", async () => {
  const term = new Terminal({ cols: 20, rows: 3, scrollback: 100 });
  const host = document.body.appendChild(document.createElement("div"));
  term.open(host);
  const drawn = vi.fn();
  term.onRender(drawn);
  const shown = () => host.querySelector(".xterm-rows")?.textContent.replaceAll("\u00a0", " ").trim();
  await write(term, "before");
  freeze(term, true);
  expect(shown()).toBe("before");
  freeze(term, true);
  await write(term, "\r\nwithin");
  drawn.mockClear();
  // These xterm.js draws by themselves.
  term.focus();
  term.select(0, 0, 3);
  term.blur();
  await new Promise((done) => setTimeout(done, 60));
  expect(shown()).toBe("before");
  expect(drawn).not.toHaveBeenCalled();
  freeze(term, false);
  await vi.waitFor(() => expect(shown()).toMatch(/before.*within/));
  freeze(term, false);
  await write(term, "\r\nafter");
  await vi.waitFor(() => expect(shown()).toMatch(/within.*after/));
  term.dispose();
  host.remove();
});

test("what has other insides, or is not drawn yet, is left as it is", () => {
  const inside = {};
  freeze({ _core: { _renderService: inside } } as unknown as Terminal, true);
  freeze(new Terminal(), true);
  expect(inside).toEqual({});
});
