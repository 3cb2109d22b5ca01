/** Where sessions are: they stay on their engine when another one is chosen. */
import type { SessionInfo } from "$/ipc/bindings";
import { connection } from "./connection.svelte";

/** The name of a session's engine, where another one is in use. */
export function engineElsewhere({ engine }: SessionInfo): string | null {
  const { status } = connection;
  return status.state === "ready" && status.endpoint.name !== engine ? engine : null;
}
