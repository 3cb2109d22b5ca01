/** What stands where there is no terminal yet. */
import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { SessionInfo } from "$/ipc/bindings";
import type { TerminalRegistry } from "./registry";
import SessionView from "./SessionView.svelte";

const nothing = () => undefined;
const registry = { show: nothing, hide: nothing, paneResized: nothing } as unknown as TerminalRegistry;

it.each([
  ["run", "Creating the container…", false],
  ["hello", "Creating the container…", false],
  ["exec", "Opening the shell…", false],
  ["exec", "Running the command…", true],
  ["attach", "Attaching…", false],
] as const)("says what is on its way: %s", (kind, said, isCommand) => {
  const info = {
    id: 1,
    kind,
    isCommand,
    image: "busybox",
    containerName: "web",
    commandLine: "",
    phase: { at: "creating" },
  };
  const props = { registry, attempt: async () => true, onclose: nothing, onmenu: nothing };
  render(SessionView, { ...props, info: info as unknown as SessionInfo });
  expect(screen.getByRole("status").textContent).toBe(said);
});
