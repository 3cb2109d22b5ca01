/** Questions about where a session is, asked in more than one place. */
import type { SessionInfo } from "$/ipc/bindings";

/** Nothing more will come of it. */
export function isFinal({ phase: { at } }: SessionInfo): boolean {
  return at === "exited" || at === "failed" || at === "cancelled";
}

/** The work before a container runs: a pull, a load, a create. */
export function isStarting(info: SessionInfo): boolean {
  return !isFinal(info) && info.phase.at !== "running";
}
