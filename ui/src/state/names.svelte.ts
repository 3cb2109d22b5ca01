/** Volumes and networks by name: no list shows them, so they are asked for when somebody is about to type a name. */
import { backend } from "$/ipc/backend";
import type { Subject } from "$/ipc/bindings";

export class Names {
  #list = $state.raw<readonly Subject[]>([]);

  get list(): readonly Subject[] {
    return this.#list;
  }

  /** Without an engine there are none to offer; a name that is typed in full says why when it is looked up. */
  async ask(): Promise<void> {
    this.#list = await backend()
      .inspectNames()
      .catch(() => []);
  }
}
