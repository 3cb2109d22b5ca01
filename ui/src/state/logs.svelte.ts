/**
 * The page's view of the shell's logs: what is open, and which one is in front. Lines live in the shell; a view asks for
 * windows of rows (`features/logs`).
 */
import { backend } from "$/ipc/backend";
import type { LogRows, LogsId, LogsInfo, LogsRange } from "$/ipc/bindings";
import { dockLayout } from "./dock-layout.svelte";
import { dock } from "./dock.svelte";
import { settings } from "./settings.svelte";
import { toasts } from "./toasts.svelte";

let list = $state.raw<LogsInfo[]>([]);
let activeId = $state<LogsId | null>(null);
/** Closed by a person; what the shell still says about them is of no interest. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const closed = new Set<LogsId>();

/** Remembers across a reload which view was in front. */
const ACTIVE_KEY = "quayside.activeLogs";

/** Rows that a view is opened with: those in sight of a large window, and as many beyond. */
const FIRST_ROWS = 120;
/** Views that are being opened: they are drawn with their first rows. */
let opening = 0;
/** Those of the usual part among them, by their containers. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const coming = new Map<string, Promise<void>>();
/** What the shell has said of such a view before it was here. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const early = new Map<LogsId, LogsInfo>();
/** Rows that came with views which nobody has looked at yet. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- taken once
const firstRows = new Map<LogsId, LogRows>();

export const logs = {
  /** In the order of opening. */
  get list(): LogsInfo[] {
    return list;
  },
  get active(): LogsInfo | undefined {
    return list.find(({ id }) => id === activeId) ?? list.at(-1);
  },
  begin,
  open,
  activate,
  update,
  close,
  takeFirstRows,
};

/** Takes up what the shell still has, after a reload, and hears what changes. */
async function begin(): Promise<void> {
  await backend().listen("logsChanged", told);
  for (const info of await backend().logsList()) update(info);
  const remembered = Number(sessionStorage.getItem(ACTIVE_KEY) ?? NaN);
  activeId ??= list.find(({ id }) => id === remembered)?.id ?? null;
}

/** What a view begins with where nothing else is said. */
export function usualRange(): LogsRange {
  const tail = settings.current.logsTail;
  return { tail: tail === 0 ? null : tail, since: null, until: null, follow: true };
}

/** Opens one view of these containers and puts it in front. One that is open already comes to the front. */
async function open(containers: readonly string[], range?: LogsRange, timestamps?: boolean): Promise<void> {
  if (range) return openAnew(containers, range, timestamps);
  const same = ({ containers: open }: LogsInfo) =>
    open.length === containers.length && open.every(({ id }) => containers.includes(id));
  const known = list.find(same);
  if (known) return show(known.id);
  // Asked for again before it is here, it is still one.
  const key = containers.toSorted().join(" ");
  const opened = coming.get(key) ?? openAnew(containers, usualRange(), timestamps).finally(() => coming.delete(key));
  coming.set(key, opened);
  return opened;
}

async function openAnew(containers: readonly string[], range: LogsRange, timestamps?: boolean): Promise<void> {
  if (timestamps) settings.change({ logsTimestamps: true });
  const shown = timestamps ?? settings.current.logsTimestamps;
  opening += 1;
  const asked = backend().logsOpen([...containers], range, shown, FIRST_ROWS);
  const opened = await toasts.guard(asked).finally(() => (opening -= 1));
  if (opened) {
    const { info, rows } = opened;
    firstRows.set(info.id, rows);
    update(info);
    const newer = early.get(info.id);
    if (newer) update(newer);
    show(info.id);
  }
  if (opening === 0) early.clear();
}

/** In front, and in sight. */
function show(id: LogsId): void {
  activate(id);
  dock.expand();
}

/** The rows that came with a view, once. */
function takeFirstRows(id: LogsId): LogRows | undefined {
  const rows = firstRows.get(id);
  firstRows.delete(id);
  return rows;
}

function told(info: LogsInfo): void {
  if (opening > 0 && list.every(({ id }) => id !== info.id)) early.set(info.id, info);
  else update(info);
}

function activate(id: LogsId): void {
  activeId = id;
  dock.front = "logs";
  sessionStorage.setItem(ACTIVE_KEY, String(id));
}

function update(info: LogsInfo): void {
  if (closed.has(info.id)) return;
  const at = list.findIndex(({ id }) => id === info.id);
  const known = list[at];
  if (!known) list = [...list, info];
  // What was on its way when something newer was said is not news.
  else if (info.revision >= known.revision) list = list.with(at, info);
}

async function close(id: LogsId): Promise<void> {
  closed.add(id);
  firstRows.delete(id);
  dockLayout.forget(`logs-${id}`);
  const at = list.findIndex((info) => info.id === id);
  const wasActive = logs.active?.id === id;
  list = list.filter((info) => info.id !== id);
  if (wasActive) activeId = (list[at] ?? list[at - 1])?.id ?? null;
  await toasts.guard(backend().logsClose(id));
}

/** For unit tests: as in a page that has just been loaded. */
export function forgetLogs(): void {
  list = [];
  activeId = null;
  closed.clear();
  early.clear();
  coming.clear();
  firstRows.clear();
}
