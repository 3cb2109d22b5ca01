/** The terminals' font, chosen among those of the engine in memory. */
import { expect, it, vi } from "vitest";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";
import { settings } from "./state/settings.svelte";

const { backend } = await openApp({ settings: { terminalFont: "Nowhere Mono" } });

it("says that the font chosen is not on this machine, and offers those that are", async () => {
  (await see("nav-settings")).click();
  expect((await see("terminal-font-missing")).textContent).toContain("Nowhere Mono is not on this machine");
  // Nothing was opened that would give the focus back.
  expect(document.activeElement).toBe(document.body);
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

it("offers the font of Quayside once where it is installed as well", async () => {
  const asked = vi.spyOn(backend, "fontsList").mockResolvedValue(["Fira Code", "JetBrains Mono"]);
  (await see("nav-images")).click();
  await until(() => expect(find("terminal-font")).toBeNull());
  (await see("nav-settings")).click();
  await until(() => expect(asked).toHaveResolved());
  (await see("terminal-font")).click();
  await until(() =>
    expect(all("terminal-font-choice").map(({ dataset }) => dataset.choice)).toEqual(["JetBrains Mono", "Fira Code"]),
  );
});
