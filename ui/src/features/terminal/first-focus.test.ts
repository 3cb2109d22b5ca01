/** Whose the keyboard is when a session begins, as the page's elements have it. */
import { beforeEach, expect, it } from "vitest";
import { FirstFocus } from "./first-focus";

let first: FirstFocus;
document.addEventListener("focusin", ({ target }) => first.moved(target));

beforeEach(() => {
  first = new FirstFocus();
  document.body.innerHTML = `
    <button id="asks"></button><button id="other"></button><input id="field" />
    <div role="dialog"><input id="asked" /><button id="submit"></button></div>
    <div data-testid="dock"><button id="tab" role="tab"></button><div class="xterm"><textarea id="terminal"></textarea></div></div>`;
});

const go = (id: string) => document.getElementById(id)?.focus();

it("is the terminal's unless a person has gone elsewhere, or writes", () => {
  expect(first.isFree).toBe(true);
  go("asks");
  expect(first.isFree).toBe(false);
  first.asked();
  expect(first.isFree).toBe(true);
  for (const id of ["other", "tab", "field"]) {
    go(id);
    expect([id, first.isFree]).toEqual([id, false]);
  }
  for (const id of ["terminal", "asks"]) {
    go(id);
    expect([id, first.isFree]).toEqual([id, true]);
  }
});

it("is asked for in a field, which is left before it is taken from there", () => {
  go("field");
  first.asked();
  expect(first.isFree).toBe(false);
  // Nobody knows whether that was meant.
  go("other");
  expect(first.isFree).toBe(false);
});

it.each([true, false])("goes along where a dialog gives it back, while that is still there: %s", (still) => {
  go("asked");
  first.asked();
  go("submit");
  expect(first.isFree).toBe(false);
  if (!still) document.querySelector("[role=dialog]")?.remove();
  go("asks");
  expect(first.isFree).toBe(true);
  go("other");
  expect(first.isFree).toBe(false);
});

it("stays on a tab from which one walks on, also where the session was asked for there", () => {
  go("tab");
  first.asked();
  expect(first.isFree).toBe(true);
  first.stay();
  expect(first.isFree).toBe(false);
});
