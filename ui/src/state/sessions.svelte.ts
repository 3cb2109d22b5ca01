/**
 * The page's view of the shell's sessions: what there is, which one is in front, and how to open, end and close them.
 * Sessions belong to the shell and outlive the page; output goes past this store, straight to the feeds.
 */
import { SvelteMap } from "svelte/reactivity";
import { t } from "$/i18n/index.svelte";
import { backend, type FrameHandler } from "$/ipc/backend";
import type {
  AttachSpec,
  ExecSpec,
  RunSpec,
  SessionId,
  SessionInfo,
  SessionInput,
  SessionOrigin,
  SizeReport,
  TerminalSize,
} from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { visible } from "$/lib/text";
import { AckAccount } from "./ack-account";
import { clipboardChoices } from "./clipboard-choices.svelte";
import { dockLayout } from "./dock-layout.svelte";
import { dock, measureDock } from "./dock.svelte";
import { InputQueue } from "./input-queue";
import { isFinal, isLost, isStarting } from "./session-phase";
import { SessionStream, type SessionFault } from "./session-stream";
import { TerminalFeed } from "./terminal-feed";
import { toasts } from "./toasts.svelte";

/** What there is of a session besides its info; none of it is reactive. */
interface Live {
  feed: TerminalFeed;
  input: InputQueue;
  stream: SessionStream;
  /** The newest size that was asked for, until the shell has it. */
  wanted: TerminalSize | undefined;
}

/** Remembers across a reload which session was in front. */
const ACTIVE_KEY = "quayside.activeSession";

let list = $state.raw<SessionInfo[]>([]);
let activeId = $state<SessionId | null>(null);
const faults = new SvelteMap<SessionId, SessionFault>();
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- terminal bytes never go through a reactive store
const live = new Map<SessionId, Live>();
/** Closed by a person; what the shell still says about them is of no interest. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const closed = new Set<SessionId>();

export const sessions = {
  /** In the order of opening. */
  get list(): SessionInfo[] {
    return list;
  },
  get activeId(): SessionId | null {
    return activeId;
  },
  get active(): SessionInfo | undefined {
    return list.find((session) => session.id === activeId);
  },
  fault: (id: SessionId): SessionFault | undefined => faults.get(id),
  feed: (id: SessionId): TerminalFeed | undefined => live.get(id)?.feed,
  activate,
  restore,
  reattach,
  openHello: () => open({ kind: "hello" }),
  openRun: (spec: RunSpec) => open({ kind: "run", spec }),
  /** `of` is another session in the same container, which may be on another engine than the one in use. */
  openExec: (spec: ExecSpec, of?: SessionId) => open({ kind: "exec", spec }, { of }),
  openAttach: (spec: AttachSpec, inPlaceOf?: SessionId) => open({ kind: "attach", spec }, { inPlaceOf, of: inPlaceOf }),
  reopen,
  /** Connects a lost session again, in its own tab. */
  reconnect: (id: SessionId) => backend().sessionReconnect(id),
  input,
  keys,
  /** What is typed from now on comes after what is read: see {@link InputQueue.paste}. */
  paste: async (id: SessionId, read: () => Promise<() => void>) => live.get(id)?.input.paste(read),
  resize,
  cancel: (id: SessionId) => backend().sessionCancel(id),
  close,
  startContainer: (id: SessionId) => backend().sessionStart(id),
  stopContainer: (id: SessionId) => backend().sessionStop(id),
  removeContainer,
  /** Shows in the session's pane that something asked for there was refused. */
  report: (id: SessionId, thrown: unknown) => setFault(id, { kind: "action", error: toCommandError(thrown) }),
  dismissFault: (id: SessionId) => setFault(id, undefined),
};

function activate(id: SessionId): void {
  choose(id);
  dock.front = "session";
}

/** It is the one in front of all sessions: what is in front of the dock may be logs. */
function choose(id: SessionId): void {
  activeId = id;
  sessionStorage.setItem(ACTIVE_KEY, String(id));
}

interface Beside {
  inPlaceOf?: SessionId | undefined;
  of?: SessionId | undefined;
}

/** Opens the dock, measures it, opens the session with that size, and puts it in front. */
async function open(origin: SessionOrigin, { inPlaceOf, of }: Beside = {}): Promise<SessionInfo> {
  const size = await measureDock();
  const info = await connect((handler) => call(origin, of ?? null, size, handler));
  if (inPlaceOf !== undefined) replace(inPlaceOf, info.id);
  activate(info.id);
  return info;
}

function call(
  origin: SessionOrigin,
  of: SessionId | null,
  size: TerminalSize,
  handler: FrameHandler,
): Promise<SessionInfo> {
  switch (origin.kind) {
    case "hello":
      return backend().helloOpen(size, handler);
    case "run":
      return backend().runOpen(origin.spec, size, handler);
    case "exec":
      return backend().execOpen(origin.spec, of, size, handler);
    case "attach":
      return backend().attachOpen(origin.spec, of, size, handler);
  }
}

/** Makes the page's end of a session and lets `start` open the channel into it; `before` is what is known already. */
async function connect(
  start: (handler: FrameHandler) => Promise<SessionInfo>,
  before?: SessionInfo,
): Promise<SessionInfo> {
  let known: SessionId | undefined;
  const feed = new TerminalFeed();
  const queue = new InputQueue(
    (data) => (known === undefined ? Promise.resolve() : backend().sessionInput(known, connectionOf(known), data)),
    (thrown) => inputFailed(known, thrown),
  );
  // The first frames can come before the call that opens the session returns: whichever is first makes it known.
  const adopt = (info: SessionInfo) => {
    if (known === undefined) {
      known = info.id;
      live.set(info.id, { feed, input: queue, stream, wanted: undefined });
      stream.bind(info.id);
    }
    update(info);
  };
  const stream = newStream(feed, adopt, (fault) => known !== undefined && setFault(known, fault));
  // Whoever sees the session in the list finds its feed.
  if (before) adopt(before);
  const info = await start(stream.receive);
  if (known === undefined) adopt(info);
  return list.find((session) => session.id === info.id) ?? info;
}

function newStream(
  feed: TerminalFeed,
  info: (info: SessionInfo) => void,
  fault: (fault: SessionFault) => void,
): SessionStream {
  const acks = new AckAccount((id, bytes) => void backend().sessionAck(id, bytes).catch(ignoreGone));
  const sized = (report: SizeReport) => {
    const id = acks.id;
    if (id !== undefined) void backend().sessionResized(id, report).catch(ignoreGone);
  };
  return new SessionStream(feed, acks, { info, fault, sized });
}

/** After a reload: takes up every session that the shell still has; it replays what they showed. Hears of what is closed. */
async function restore(): Promise<void> {
  await backend().listen("shellStays", ({ containerName }) => {
    const words = t().terminal;
    toasts.warn(words.shellStays(visible(containerName)), words.shellStaysText);
  });
  // Asked for by the page before, and not there yet when this one asks what there is.
  await backend().listen("sessionBegan", (info) => void began(info));
  const remembered = Number(sessionStorage.getItem(ACTIVE_KEY) ?? NaN);
  const known = await backend().sessionsList();
  await Promise.all(known.map(takeUp));
  const front = known.find((info) => info.id === remembered) ?? known.at(-1);
  // What is in front of the dock may be logs, as before.
  if (front && activeId === null) activeId = front.id;
}

/** Makes a session of the shell's known here, unless it is. */
async function takeUp(info: SessionInfo): Promise<void> {
  if (live.has(info.id)) return;
  await connect((handler) => backend().sessionAttach(info.id, handler), info).catch(ignoreGone);
}

/** A person has asked for it and waits for it: it comes to the front, also where it is in the list already. */
async function began(info: SessionInfo): Promise<void> {
  await takeUp(info);
  if (list.some(({ id }) => id === info.id)) activate(info.id);
}

/** After a gap: starts the terminal afresh and asks the shell for what it showed. */
async function reattach(id: SessionId): Promise<void> {
  const entry = live.get(id);
  if (!entry) return;
  entry.stream.end();
  entry.feed.restart();
  entry.stream = newStream(entry.feed, update, (fault) => setFault(id, fault));
  entry.stream.bind(id);
  setFault(id, undefined);
  update(await backend().sessionAttach(id, entry.stream.receive));
}

/** Opens the same again; an ended session gives up its tab to the new one. */
async function reopen(id: SessionId): Promise<SessionInfo | undefined> {
  const info = list.find((session) => session.id === id);
  return info && open(info, { inPlaceOf: id, of: id });
}

/**
 * Asks for another size; the terminal takes it when the shell sends it, in the course of the output. Two calls may overtake each
 * other: the next waits for the one before, and is for the newest size.
 */
async function resize(id: SessionId, size: TerminalSize): Promise<void> {
  const entry = live.get(id);
  if (!entry) return;
  const isUnderWay = entry.wanted !== undefined;
  entry.wanted = size;
  if (isUnderWay) return;
  let asked: TerminalSize | undefined;
  while (asked !== entry.wanted) {
    asked = entry.wanted;
    await backend().sessionResize(id, asked).catch(ignoreGone);
  }
  entry.wanted = undefined;
}

function input(id: SessionId, data: SessionInput): void {
  live.get(id)?.input.push(data);
}

/** Types keys each by itself. */
function keys(id: SessionId, codes: readonly string[]): void {
  live.get(id)?.input.keys(codes);
}

/** Closes a session in the shell (which ends its stream, and an exec's process) and forgets it here. */
async function close(id: SessionId): Promise<void> {
  const info = list.find((session) => session.id === id);
  forget(id);
  try {
    if (info && isStarting(info)) await backend().sessionCancel(id);
    await backend().sessionClose(id);
  } catch (thrown) {
    ignoreGone(thrown);
  }
}

async function removeContainer(info: SessionInfo): Promise<void> {
  if (!info.container) return;
  await backend().sessionRemove(info.id);
  for (const session of list) {
    if (session.container === info.container) update({ ...session, containerRemoved: true });
  }
}

function update(info: SessionInfo): void {
  if (closed.has(info.id)) return;
  const at = list.findIndex((session) => session.id === info.id);
  const connection = connectionOf(info.id);
  // An answer may come after what was told later.
  if (info.connection < connection) return;
  const { input, feed } = live.get(info.id) ?? {};
  // What was typed was meant for what is gone, and so are answers to what that has asked.
  if (isLost(info) || info.connection !== connection) input?.drop();
  if (info.connection !== connection) feed?.leave();
  list = at < 0 ? [...list, info] : list.with(at, info);
  if (isFinal(info)) input?.close();
}

/** The connection that a person types into, as far as the page knows. */
function connectionOf(id: SessionId): number {
  return list.find((session) => session.id === id)?.connection ?? 0;
}

/** Puts the new session where the old one stood. */
function replace(oldId: SessionId, newId: SessionId): void {
  const fresh = list.find((session) => session.id === newId);
  const old = list.find((session) => session.id === oldId);
  if (!fresh || !old || !isFinal(old) || oldId === newId) return;
  list = list.filter((session) => session.id !== newId).map((session) => (session.id === oldId ? fresh : session));
  dockLayout.inherit(String(oldId), String(newId));
  activate(newId);
  void close(oldId);
}

function forget(id: SessionId): void {
  const at = list.findIndex((session) => session.id === id);
  closed.add(id);
  const entry = live.get(id);
  entry?.stream.end();
  entry?.input.close();
  live.delete(id);
  setFault(id, undefined);
  dockLayout.forget(String(id));
  clipboardChoices.forget(id);
  if (at < 0) return;
  list = list.toSpliced(at, 1);
  if (activeId !== id) return;
  const neighbour = list[at] ?? list[at - 1];
  if (neighbour) choose(neighbour.id);
  else activeId = null;
}

function setFault(id: SessionId, fault: SessionFault | undefined): void {
  if (fault) faults.set(id, fault);
  else faults.delete(id);
}

function inputFailed(id: SessionId | undefined, thrown: unknown): void {
  const error = toCommandError(thrown);
  if (id !== undefined && error.code !== "sessionGone") setFault(id, { kind: "input", message: error.message });
}

/** The session ended while the call was on its way: its closing frame says so, once. */
function ignoreGone(thrown: unknown): void {
  const error = toCommandError(thrown);
  if (error.code !== "sessionGone") console.warn(error.message);
}

/** For unit tests: as in a page that has just been loaded. */
export function forgetSessions(): void {
  for (const { id } of list) forget(id);
  closed.clear();
  sessionStorage.clear();
}
