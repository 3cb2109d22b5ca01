/** Closing the window while something runs: the shell asks, the person answers. */
import { backend } from "$/ipc/backend";
import type { CloseAsked, Leave } from "$/ipc/bindings";
import { settings } from "./settings.svelte";

let asked = $state.raw<CloseAsked | null>(null);

export const leaving = {
  /** The question that is open. */
  get asked(): CloseAsked | null {
    return asked;
  },
  async begin(): Promise<void> {
    await backend().listen("closeAsked", (question) => (asked = question));
  },
  /** It can be seen: the shell no longer takes the page for one that does not hear. */
  heard: () => backend().windowCloseHeard(),
  /** The window stays as it is. */
  dismiss(): void {
    asked = null;
  },
  async leave(way: Leave, always: boolean): Promise<void> {
    asked = null;
    if (always) settings.change({ windowClose: way === "stay" ? "keep" : "quit" });
    await settings.saved();
    await backend().windowLeave(way);
  },
};
