/** What stands where there is no terminal yet, and beneath one that nobody types into. */
import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, it, vi } from "vitest";
import { t } from "$/i18n/index.svelte";
import type { SessionId, SessionInfo } from "$/ipc/bindings";
import { dock } from "$/state/dock.svelte";
import { sessions } from "$/state/sessions.svelte";
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

it("has the keyboard in the terminal while its line is gone, and on the line again where it is still there", async () => {
  const terminal = document.createElement("textarea");
  const shows = { ...registry, show: (_: SessionId, pane: HTMLElement) => pane.append(terminal) };
  vi.spyOn(dock, "focusTerminal").mockImplementation(() => terminal.focus());
  const props = { registry: shows as TerminalRegistry, attempt: async () => true, onclose: nothing, onmenu: nothing };
  const at = (phase: SessionInfo["phase"]) => {
    const info = {
      id: 1,
      kind: "attach",
      tty: false,
      listens: true,
      image: "busybox",
      containerName: "web",
      commandLine: "",
    };
    return { ...props, info: { ...info, phase } as unknown as SessionInfo };
  };
  const lost = { at: "lost", loss: { is: "stopped", code: 1 } } as const;
  const { rerender } = render(SessionView, at({ at: "running" }));
  const line = () => screen.getByTestId("line-input");
  const turn = async () => {
    await rerender(at(lost));
    await tick();
    expect(screen.queryByTestId("line-input")).toBeNull();
  };

  line().focus();
  await turn();
  expect(document.activeElement).toBe(terminal);
  await rerender(at({ at: "running" }));
  expect(document.activeElement).toBe(line());

  // On a button by then, which goes.
  await turn();
  screen.getByTestId("session-reconnect").focus();
  await rerender(at({ at: "running" }));
  await tick();
  expect(document.activeElement).toBe(terminal);

  // Nor is it taken from where it is.
  terminal.blur();
  await turn();
  expect(document.activeElement).toBe(document.body);
  await rerender(at({ at: "running" }));
  expect(document.activeElement).toBe(document.body);

  line().focus();
  await rerender(at({ at: "exited", code: 0, duration: 1 }));
  await tick();
  expect(document.activeElement).toBe(terminal);
});

it("has the keyboard on what can be done, where a failure takes the room of what it was on", async () => {
  vi.spyOn(dock, "focusTerminal").mockImplementation(() => expect.fail("the terminal is hidden"));
  const props = { registry, attempt: async () => true, onclose: nothing, onmenu: nothing };
  const at = (phase: unknown) => {
    const of = { kind: "run", image: "busybox", containerName: "", commandLine: "" };
    return { ...props, info: { id: 1, ...of, phase } as unknown as SessionInfo };
  };
  const progress = { layers: [], layersDone: 0, downloaded: 0, total: null, rate: null, message: "" };
  const { rerender } = render(SessionView, at({ at: "pulling", progress }));
  screen.getByTestId("pull-cancel").focus();
  const error = { code: "registryUnreachable", message: "no route", detail: null };
  await rerender(at({ at: "failed", error }));
  await tick();
  expect(document.activeElement).toBe(screen.getByTestId("try-again"));
});

it("says of what failed in a pane what it was and what to do", async () => {
  const info = { id: 7, kind: "run", tty: true, image: "busybox", containerName: "web", commandLine: "" };
  const props = { registry, attempt: async () => true, onclose: nothing, onmenu: nothing };
  render(SessionView, { ...props, info: { ...info, phase: { at: "running" } } as unknown as SessionInfo });
  const error = { code: "clipboardUnavailable", message: "no display", detail: null };
  sessions.report(7 as SessionId, error);
  await tick();
  const { title, remedy } = t().errors.clipboardUnavailable;
  expect(screen.getByRole("alert").textContent).toContain(`${title}. ${remedy}`);
  expect(screen.getByRole("alert").textContent).toContain("no display");
  sessions.dismissFault(7 as SessionId);
});
