/** The tabs of the dock: sessions first, then views of logs, each in the order of opening. */
import type { LogsInfo, SessionInfo } from "$/ipc/bindings";
import { dock } from "$/state/dock.svelte";
import { logs } from "$/state/logs.svelte";
import { sessions } from "$/state/sessions.svelte";

export type DockTab = { key: string } & ({ kind: "session"; info: SessionInfo } | { kind: "logs"; info: LogsInfo });

const ofSession = (info: SessionInfo): DockTab => ({ key: String(info.id), kind: "session", info });
const ofLogs = (info: LogsInfo): DockTab => ({ key: `logs-${info.id}`, kind: "logs", info });

export function dockTabs(): DockTab[] {
  return [...sessions.list.map(ofSession), ...logs.list.map(ofLogs)];
}

/** What is in front; where nothing of its kind is left, something of the other. */
export function inFront(): DockTab | undefined {
  const [session, view] = [sessions.active, logs.active];
  if (view && (dock.front === "logs" || !session)) return ofLogs(view);
  return session && ofSession(session);
}
