import { expect, it } from "vitest";
import { shortcutOf } from "./keys";

function press(key: string, on: string, init: KeyboardEventInit = {}) {
  document.body.innerHTML = on;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  let shortcut: ReturnType<typeof shortcutOf> = null;
  addEventListener("keydown", (heard) => (shortcut = shortcutOf(heard)), { once: true });
  (document.body.querySelector(".here") ?? document.body).dispatchEvent(event);
  return shortcut;
}

const ctrl = { ctrlKey: true };

it("knows its keys", () => {
  expect(press("Enter", "", ctrl)).toEqual({ act: "hello" });
  expect(press("2", "", ctrl)).toEqual({ act: "place", place: "containers" });
  expect(press("3", "", ctrl)).toEqual({ act: "place", place: "inspect" });
  expect(press("4", "", ctrl)).toEqual({ act: "place", place: "activity" });
  expect(press("5", "", ctrl)).toEqual({ act: "place", place: "settings" });
  expect(press("k", "", ctrl)).toEqual({ act: "command" });
  expect(press("o", "", ctrl)).toEqual({ act: "load" });
  expect(press("/", "")).toEqual({ act: "filter" });
  expect(press("?", "", { shiftKey: true })).toEqual({ act: "sheet" });
});

it("leaves a terminal its keys", () => {
  for (const key of ["Enter", "1", "f", "p", "k"])
    expect(press(key, '<div class="xterm"><textarea class="here"></textarea></div>', ctrl)).toBeNull();
});

it("leaves a field what is written in it", () => {
  expect(press("/", '<input class="here">')).toBeNull();
  expect(press("?", '<input class="here">')).toBeNull();
  expect(press("1", '<input class="here">', ctrl)).toEqual({ act: "place", place: "images" });
  expect(press("k", '<input class="here">', ctrl)).toEqual({ act: "command" });
});

it("is silent behind a dialog", () => {
  expect(press("Enter", '<div role="dialog"><button class="here"></button></div>', ctrl)).toBeNull();
});
