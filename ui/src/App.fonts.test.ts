/** The terminals' font, chosen among those of the engine in memory. */
import { expect, it } from "vitest";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";
import { settings } from "./state/settings.svelte";

it("says that the font chosen is not on this machine, and offers those that are", async () => {
  await openApp({ settings: { terminalFont: "Nowhere Mono" } });
  (await see("nav-settings")).click();
  expect((await see("terminal-font-missing")).textContent).toContain("Nowhere Mono is not on this machine");
  (await see("terminal-font")).click();
  const field = (await see("terminal-font-find")) as HTMLInputElement;
  expect(all("terminal-font-choice").map(({ dataset }) => dataset.choice)).toEqual([
    "JetBrains Mono",
    "DejaVu Sans Mono",
    "Fira Code",
    "Ubuntu Mono",
  ]);
  await expectAccessible();
  const type = (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  type("comic");
  await until(() => expect(find("terminal-fonts")?.textContent).toContain("No such font"));
  type("ubuntu");
  await until(() => expect(all("terminal-font-choice").length).toBe(1));
  field.focus();
  press("Enter");
  await until(() => expect(settings.current.terminalFont).toBe("Ubuntu Mono"));
  expect(find("terminal-font-missing")).toBeNull();
});
