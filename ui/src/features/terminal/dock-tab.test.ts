/** Giving a tab another name, with an input method too. */
import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import type { SessionInfo } from "$/ipc/bindings";
import DockTab from "./DockTab.svelte";
import { tabOf } from "./tabs";

it("ends with the Enter of a person, not with that of an input method", async () => {
  const nothing = () => undefined;
  const onrenamed = vi.fn();
  render(DockTab, {
    tab: tabOf({ id: 1, kind: "run", commandLine: "", phase: { at: "running" } } as SessionInfo),
    title: "web",
    more: "",
    selected: true,
    shown: true,
    rung: false,
    renaming: true,
    onchoose: nothing,
    onclose: nothing,
    onkeydown: nothing,
    onpress: nothing,
    onmenu: nothing,
    onrename: nothing,
    onrenamed,
  });
  const field = screen.getByTestId("dock-tab-name");
  await fireEvent.input(field, { target: { value: "港" } });
  await fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  await fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
  await fireEvent.keyDown(field, { key: "Escape", keyCode: 229 });
  expect(onrenamed).not.toHaveBeenCalled();
  await fireEvent.keyDown(field, { key: "Enter" });
  expect(onrenamed).toHaveBeenCalledWith("港", false);
});
