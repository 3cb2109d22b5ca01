/** Closing a tab of the dock: what is asked before, and what becomes of what runs in it. */
import { tick } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import type { SessionId, SessionInfo } from "$/ipc/bindings";
import { logs } from "$/state/logs.svelte";
import { sessions } from "$/state/sessions.svelte";
import type { DockTab } from "./tabs";

interface Around {
  attempt(id: SessionId, act: () => Promise<unknown>): Promise<boolean>;
  /** Before the tab of this key goes: another one comes to the front. */
  leave(key: string): void;
  /** The keyboard goes to the tab in front. */
  focusTab(): void;
}

export class Closing {
  /** A person is asked what should become of what runs in it. */
  asking = $state.raw<SessionInfo | null>(null);
  /** Their containers are being stopped. */
  readonly stopping = new SvelteSet<SessionId>();
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  async stop(info: SessionInfo): Promise<boolean> {
    this.stopping.add(info.id);
    const stopped = await this.#around.attempt(info.id, () => sessions.stopContainer(info));
    this.stopping.delete(info.id);
    return stopped;
  }

  /** At once, where nothing runs that would end. */
  ask(id: SessionId): void {
    const info = sessions.list.find((session) => session.id === id);
    // Who leaves a main process ends nothing.
    if (info?.phase.at === "running" && info.kind !== "attach") this.asking = info;
    else void this.now(id);
  }

  async now(id: SessionId): Promise<void> {
    this.asking = null;
    const hadFocus = hasFocus();
    this.#around.leave(String(id));
    await sessions.close(id);
    if (hadFocus) this.#around.focusTab();
  }

  async stopAndClose(info: SessionInfo): Promise<void> {
    this.asking = null;
    if (await this.stop(info)) await this.now(info.id);
  }

  async tab(tab: DockTab): Promise<void> {
    if (tab.kind === "session") return this.ask(tab.info.id);
    const hadFocus = hasFocus();
    this.#around.leave(tab.key);
    await logs.close(tab.info.id);
    await tick();
    if (hadFocus) this.#around.focusTab();
  }
}

/** The keyboard is in the dock, or nowhere. */
function hasFocus(): boolean {
  const { activeElement } = document;
  return activeElement === document.body || !!activeElement?.closest("[data-testid=dock]");
}
