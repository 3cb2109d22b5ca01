/** What a person chose about terminals: shown as it was kept, and kept as it is chosen, over the engine in memory. */
import { expect, it } from "vitest";
import type { Settings } from "./ipc/bindings";
import { settings } from "./state/settings.svelte";
import { find, openApp, see, until } from "./test-app";

const KEPT = {
  terminalFontSize: 16,
  terminalLineHeight: 120,
  terminalCursor: "underline",
  terminalCursorBlink: true,
  terminalScrollback: 7000,
  terminalBell: "none",
  terminalPasteQuestion: 10,
  terminalDetachKeys: "ctrl-e,e",
  terminalCtrlVPastes: true,
  terminalMiddleClickPastes: false,
  terminalCopyOnSelect: true,
  terminalReconnect: true,
  terminalScreenReader: true,
} satisfies Partial<Settings>;

/** What each choice, clicked, leaves. */
const CHOICES = {
  "font-smaller": { terminalFontSize: 15 },
  "line-140": { terminalLineHeight: 140 },
  "cursor-bar": { terminalCursor: "bar" },
  "cursor-blink": { terminalCursorBlink: false },
  "scrollback-25000": { terminalScrollback: 25_000 },
  "bell-visual": { terminalBell: "visual" },
  "paste-question-0": { terminalPasteQuestion: 0 },
  "detach-keys-1": { terminalDetachKeys: "ctrl-\\,ctrl-\\" },
  "ctrl-v-pastes": { terminalCtrlVPastes: false },
  "middle-click-pastes": { terminalMiddleClickPastes: true },
  "copy-on-select": { terminalCopyOnSelect: false },
  "terminal-reconnect": { terminalReconnect: false },
  "screen-reader": { terminalScreenReader: false },
  "terminal-webgl": { terminalWebgl: true },
} satisfies Record<string, Partial<Settings>>;

const { backend } = await openApp({ settings: KEPT });

const isOn = (testid: string) => {
  const control = find(testid);
  return control instanceof HTMLInputElement ? control.checked : control?.getAttribute("aria-checked") === "true";
};

it("shows what was chosen before, a number that is not offered too", async () => {
  (await see("nav-settings")).click();
  expect((await see("font-size")).textContent).toBe("16");
  for (const chosen of [
    "line-120",
    "cursor-underline",
    "scrollback-7000",
    "bell-none",
    "paste-question-10",
    "detach-keys-3",
  ])
    expect([chosen, isOn(chosen)]).toEqual([chosen, true]);
  const switches = {
    "cursor-blink": true,
    "ctrl-v-pastes": true,
    "middle-click-pastes": false,
    "copy-on-select": true,
  };
  const all = { ...switches, "terminal-reconnect": true, "screen-reader": true };
  for (const [testid, on] of Object.entries(all)) expect([testid, isOn(testid)]).toEqual([testid, on]);
});

it("keeps each choice, and no other with it", async () => {
  let expected: Partial<Settings> = { ...KEPT };
  for (const [testid, left] of Object.entries(CHOICES)) {
    (await see(testid)).click();
    expected = { ...expected, ...left };
    await settings.saved();
    await until(async () => expect(await backend.settingsGet()).toMatchObject(expected));
  }
});
