/** Numbers of the settings' file, which anybody may have written. */
import { expect, it } from "vitest";
import { settings } from "./settings.svelte";
import { terminalFont } from "./terminal-font.svelte";

it.each([
  [0, 9, 0, 100],
  [9, 9, 100, 100],
  [24, 24, 200, 200],
  [25, 24, 201, 200],
  [4_000_000_000, 24, 4_000_000_000, 200],
])("takes a size of %i for %i, and a height of lines of %i for %i", (size, seen, height, lines) => {
  settings.change({ terminalFontSize: size, terminalLineHeight: height });
  expect([terminalFont.size, terminalFont.lineHeight]).toEqual([seen, lines]);
});
