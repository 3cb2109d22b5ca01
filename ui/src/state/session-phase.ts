/** Questions about where a session is, asked in more than one place. */
import type { SessionInfo } from "$/ipc/bindings";

/** Nothing more will come of it. */
export function isFinal({ phase: { at } }: SessionInfo): boolean {
  return at === "exited" || at === "detached" || at === "failed" || at === "cancelled";
}

/** What it was connected to is gone; it may be connected again. */
export function isLost({ phase: { at } }: SessionInfo): boolean {
  return at === "lost";
}

/** What is typed into its terminal goes somewhere, now or in a moment. */
export function isListening(info: SessionInfo): boolean {
  return info.tty && info.listens && !isFinal(info) && !isLost(info);
}

/** The work before a container runs: a pull, a load, a create. */
export function isStarting(info: SessionInfo): boolean {
  return !isFinal(info) && !isLost(info) && info.phase.at !== "running";
}
