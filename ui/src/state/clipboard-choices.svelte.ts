/**
 * Whether the programs of sessions may put texts on the clipboard, where a person chose that. Kept for as long as the window:
 * sessions go on while a page is loaded anew.
 */
import type { SessionId } from "$/ipc/bindings";

export type ClipboardChoice = "always" | "never";

interface Chosen {
  how: ClipboardChoice;
  /** The session's at that time: behind another one is another program. */
  connection: number;
}

const KEPT = "quayside.clipboardChoices";

let chosen = $state.raw(load());

export const clipboardChoices = {
  /** What is allowed is allowed to one program; what is refused is refused to whatever runs there. */
  of(id: SessionId, connection: number): ClipboardChoice | undefined {
    const found = chosen[id];
    return found && (found.how === "never" || found.connection === connection) ? found.how : undefined;
  },
  choose: (id: SessionId, how: ClipboardChoice, connection: number) => set({ ...chosen, [id]: { how, connection } }),
  forget,
  /** For unit tests: as in a page that has just been loaded. */
  reload: () => (chosen = load()),
};

function forget(id: SessionId): void {
  set(Object.fromEntries(Object.entries(chosen).filter(([other]) => other !== String(id))));
}

function load(): Readonly<Record<SessionId, Chosen>> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Record<SessionId, Chosen>;
  } catch {
    return {};
  }
}

function set(next: Readonly<Record<SessionId, Chosen>>): void {
  chosen = next;
  sessionStorage.setItem(KEPT, JSON.stringify(next));
}
