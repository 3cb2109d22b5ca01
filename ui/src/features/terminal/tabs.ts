/** The tabs of the dock: as a person arranged them; otherwise sessions and then views of logs, in the order of opening. */
import type { LogsInfo, SessionInfo } from "$/ipc/bindings";
import { dockLayout, type Direction } from "$/state/dock-layout.svelte";
import { dock } from "$/state/dock.svelte";
import { logs } from "$/state/logs.svelte";
import { sessions } from "$/state/sessions.svelte";

export type DockTab = { key: string } & ({ kind: "session"; info: SessionInfo } | { kind: "logs"; info: LogsInfo });

export const tabOf = (info: SessionInfo): DockTab => ({ key: String(info.id), kind: "session", info });
export const ofLogs = (info: LogsInfo): DockTab => ({ key: `logs-${info.id}`, kind: "logs", info });

export function dockTabs(): DockTab[] {
  return dockLayout.arranged([...sessions.list.map(tabOf), ...logs.list.map(ofLogs)]);
}

/** What is in front; where nothing of its kind is left, something of the other. */
export function inFront(): DockTab | undefined {
  const [session, view] = [sessions.active, logs.active];
  if (view && (dock.front === "logs" || !session)) return ofLogs(view);
  return session && tabOf(session);
}

export interface ShownPane {
  info: SessionInfo;
  share: number;
}

/** The sessions that are shown together with this one, itself among them. */
export function panesWith(info: SessionInfo): { direction: Direction; panes: ShownPane[] } {
  const group = dockLayout.groupOf(String(info.id));
  const panes = (group?.panes ?? []).flatMap(({ key, share }) => {
    const session = sessions.list.find(({ id }) => String(id) === key);
    return session ? [{ info: session, share }] : [];
  });
  return { direction: group?.direction ?? "row", panes: panes.length > 1 ? panes : [{ info, share: 1 }] };
}
