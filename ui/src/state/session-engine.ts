/** Where sessions are: they stay on their engine when another one is chosen. */
import type { SessionInfo } from "$/ipc/bindings";
import { connection } from "./connection.svelte";

/** The name of a session's engine, where another one is in use. */
export function engineElsewhere({ engine }: SessionInfo): string | null {
  const { status } = connection;
  return status.state === "ready" && status.endpoint.name !== engine ? engine : null;
}

/** The engine in use, where what a session ran would run there a second time, and not where it ran. A shell needs its container. */
export function runsAgainOn(info: SessionInfo): string | null {
  const { status } = connection;
  const needsContainer = info.kind === "exec" || info.kind === "attach";
  return !needsContainer && engineElsewhere(info) && status.state === "ready" ? status.endpoint.name : null;
}
