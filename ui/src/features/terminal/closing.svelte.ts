/** Closing a tab of the dock: what is asked before, and what becomes of what runs in it. */
import { tick } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import type { SessionId, SessionInfo, SessionPhase } from "$/ipc/bindings";
import { logs } from "$/state/logs.svelte";
import { sessions } from "$/state/sessions.svelte";
import type { DockTab } from "./tabs";

interface Around {
  attempt(id: SessionId, act: () => Promise<unknown>): Promise<boolean>;
  /** Before the tab of this key goes: another one comes to the front, where this one was there; whether it was. */
  leave(key: string): boolean;
  /** The keyboard goes to the tab in front. */
  focusTab(): void;
}

/** Whether something would end, or be lost, of which a person may not think. */
export function isAskedAbout({ kind, phase }: SessionInfo): boolean {
  switch (phase.at) {
    case "running":
      // Who leaves a main process ends nothing.
      return kind !== "attach";
    case "pulling":
      return true;
    case "lost":
      // Behind a way that broke a shell may go on, and is ended.
      return kind === "exec" && phase.loss.is === "engine";
    default:
      return false;
  }
}

export class Closing {
  #asking = $state<{ id: SessionId; at: SessionPhase["at"] } | null>(null);
  /** Their containers are being stopped. */
  readonly stopping = new SvelteSet<SessionId>();
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
    // What is asked is about what was: it does not come back when that does.
    $effect(() => {
      if (this.#asking && !this.asking) this.#asking = null;
    });
  }

  /** A person is asked what should become of what runs in it. What has meanwhile become something else is no longer asked
   *  about: an answer would be to another question. */
  get asking(): SessionInfo | undefined {
    const asking = this.#asking;
    const info = asking && sessions.list.find(({ id }) => id === asking.id);
    return info && info.phase.at === asking.at && isAskedAbout(info) ? info : undefined;
  }

  /** It is not closed after all. */
  cancel(): void {
    this.#asking = null;
  }

  async stop(info: SessionInfo): Promise<boolean> {
    this.stopping.add(info.id);
    const stopped = await this.#around.attempt(info.id, () => sessions.stopContainer(info.id));
    this.stopping.delete(info.id);
    return stopped;
  }

  /** At once, where nothing runs that would end. */
  ask(id: SessionId): void {
    const info = sessions.list.find((session) => session.id === id);
    if (info && isAskedAbout(info)) this.#asking = { id, at: info.phase.at };
    else void this.now(id);
  }

  async now(id: SessionId): Promise<void> {
    this.cancel();
    await this.#close(String(id), () => sessions.close(id));
  }

  async stopAndClose(info: SessionInfo): Promise<void> {
    this.cancel();
    if (await this.stop(info)) await this.now(info.id);
  }

  async tab(tab: DockTab): Promise<void> {
    if (tab.kind === "session") return this.ask(tab.info.id);
    await this.#close(tab.key, () => logs.close(tab.info.id));
  }

  /** Whoever types in another tab goes on doing so. */
  async #close(key: string, close: () => Promise<void>): Promise<void> {
    const hadFocus = this.#around.leave(key) && document.activeElement?.closest("[data-testid=dock]");
    await close();
    await tick();
    // Also where the question had it, and gave it back to what is gone.
    if (hadFocus || document.activeElement === document.body) this.#around.focusTab();
  }
}
