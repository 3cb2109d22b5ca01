/** The page's view of the shell's sessions, over a shell that is played by the test. */
import { beforeEach, expect, it, vi } from "vitest";
import { t } from "$/i18n/index.svelte";
import { setBackend, type Backend, type FrameHandler } from "$/ipc/backend";
import type { SessionId, SessionInfo, SessionInput, ShellStays } from "$/ipc/bindings";
import { visible } from "$/lib/text";
import { dock } from "./dock.svelte";
import { forgetSessions, sessions } from "./sessions.svelte";
import { toasts } from "./toasts.svelte";

function info(id: SessionId, changes: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id,
    kind: "run",
    spec: { image: "busybox" },
    image: "busybox",
    container: null,
    containerName: null,
    containerRemoved: false,
    tty: true,
    commandLine: "docker run -it busybox",
    started: 0,
    connection: 0,
    phase: { at: "queued" },
    fallback: null,
    ...changes,
  } as SessionInfo;
}

/** The shell's end of one channel. */
class Wire {
  sequence = 0;
  constructor(readonly handler: FrameHandler) {}

  send(kind: number, payload: Uint8Array | SessionInfo): number {
    const body = payload instanceof Uint8Array ? payload : new TextEncoder().encode(JSON.stringify(payload));
    const frame = new Uint8Array(5 + body.length);
    new DataView(frame.buffer).setUint32(0, this.sequence++, true);
    frame[4] = kind;
    frame.set(body, 5);
    this.handler(frame.buffer);
    return frame.length;
  }
}

const wires: Wire[] = [];
const calls: unknown[][] = [];

function shell(): Backend {
  let last = 0;
  const open = (...args: unknown[]) => {
    wires.push(new Wire(args.at(-1) as FrameHandler));
    return Promise.resolve(info(++last));
  };
  const own: Record<string, unknown> = {
    runOpen: open,
    helloOpen: open,
    sessionsList: () => Promise.resolve([info(11), info(12, { kind: "hello" })]),
    sessionAttach: (id: SessionId, handler: FrameHandler) => {
      // Whoever draws the list looks for the feed at once.
      expect(sessions.list.map((session) => sessions.feed(session.id))).not.toContain(undefined);
      wires.push(new Wire(handler));
      return Promise.resolve(info(id, { phase: { at: "running" }, ...(id === 12 && { kind: "hello" }) }));
    },
  };
  return new Proxy({} as Backend, {
    get: (_, name: string) =>
      own[name] ??
      ((...args: unknown[]) => {
        calls.push([name, ...args]);
        return Promise.resolve(null);
      }),
  });
}

const wire = (at: number) => wires[at] as Wire;

beforeEach(() => {
  forgetSessions();
  wires.length = 0;
  calls.length = 0;
  setBackend(shell());
});

it("opens, follows the infos, and closes", async () => {
  const opened = await sessions.openRun({ image: "busybox" });
  expect(sessions.activeId).toBe(opened.id);
  const length = wire(0).send(2, info(1, { phase: { at: "running" } }));
  expect(sessions.active?.phase.at).toBe("running");
  expect(calls).toContainEqual(["sessionAck", 1, length]);
  wire(0).send(3, info(1, { phase: { at: "exited", code: 3, duration: 10 } }));
  expect(sessions.active?.phase).toEqual({ at: "exited", code: 3, duration: 10 });
  await sessions.close(1);
  expect(sessions.list).toEqual([]);
  expect(sessions.activeId).toBeNull();
  expect(calls).toContainEqual(["sessionClose", 1]);
});

it("leaves logs in front where a session behind them is closed", async () => {
  await sessions.openRun({ image: "busybox" });
  await sessions.openRun({ image: "busybox" });
  dock.front = "logs";
  await sessions.close(2);
  expect([sessions.activeId, dock.front]).toEqual([1, "logs"]);
  expect(sessionStorage.getItem("quayside.activeSession")).toBe("1");
  await sessions.close(1);
  expect([sessions.activeId, dock.front]).toEqual([null, "logs"]);
});

it("takes frames that come before the call returns, and does not go back in time", async () => {
  setBackend(
    new Proxy(shell(), {
      get: (target, name: keyof Backend) =>
        name !== "runOpen"
          ? target[name]
          : (_spec: unknown, _size: unknown, handler: FrameHandler) => {
              const early = new Wire(handler);
              wires.push(early);
              early.send(2, info(5, { phase: { at: "running" } }));
              return Promise.resolve(info(5, { phase: { at: "queued" } }));
            },
    }),
  );
  await sessions.openRun({ image: "busybox" });
  expect(sessions.list.map(({ phase }) => phase.at)).toEqual(["running"]);
});

it("acknowledges output only when the terminal has parsed it", async () => {
  await sessions.openRun({ image: "busybox" });
  const pending: (() => void)[] = [];
  sessions
    .feed(1)
    ?.attach({ write: (_, done) => pending.push(done), resize: () => undefined, freeze: () => undefined });
  const length = wire(0).send(0, new Uint8Array(100));
  expect(calls.filter(([name]) => name === "sessionAck")).toEqual([]);
  pending[0]?.();
  expect(calls).toContainEqual(["sessionAck", 1, length]);
});

it("says that frames are missing, and gets the screen back", async () => {
  await sessions.openRun({ image: "busybox" });
  wire(0).send(0, new Uint8Array(3));
  wire(0).sequence = 7;
  wire(0).send(0, new Uint8Array(3));
  expect(sessions.fault(1)).toEqual({ kind: "gap", gap: { expected: 1, received: 7 } });
  await sessions.reattach(1);
  expect(sessions.fault(1)).toBeUndefined();
  wire(1).send(0, new Uint8Array(4));
  // The channel that was given up is not listened to.
  wire(0).send(3, info(1, { phase: { at: "cancelled" } }));
  expect(sessions.active?.phase.at).toBe("running");
  expect(sessions.feed(1)?.received).toBe(4);
});

it("takes up what the shell has after a reload", async () => {
  sessionStorage.setItem("quayside.activeSession", "11");
  await sessions.restore();
  expect(sessions.list.map(({ id }) => id)).toEqual([11, 12]);
  expect(sessions.activeId).toBe(11);
  expect(sessions.feed(12)).toBeDefined();
  expect(dock.front).toBe("session");
});

it("leaves logs in front after a reload where they were", async () => {
  sessionStorage.setItem("quayside.activeSession", "11");
  dock.front = "logs";
  await sessions.restore();
  expect(sessions.activeId).toBe(11);
  expect(dock.front).toBe("logs");
  vi.resetModules();
  expect((await import("./dock.svelte")).dock.front).toBe("logs");
  sessions.activate(12);
  expect(dock.front).toBe("session");
});

it("says in which container a shell stays, until a person has read it", async () => {
  await sessions.restore();
  const listens = calls.find(([name, event]) => name === "listen" && event === "shellStays");
  (listens?.[2] as (stays: ShellStays) => void)({ containerName: "few\u202e" });
  expect(toasts.list.at(-1)).toMatchObject({ tone: "bad", title: t().terminal.shellStays(visible("few\u202e")) });
});

it("puts a second run in the place of the first", async () => {
  await sessions.openRun({ image: "busybox" });
  await sessions.openRun({ image: "busybox" });
  wire(0).send(3, info(1, { phase: { at: "exited", code: 0, duration: 1 } }));
  await sessions.reopen(1);
  expect(sessions.list.map(({ id }) => id)).toEqual([3, 2]);
  expect(sessions.activeId).toBe(3);
});

it("sends what is typed, and nothing once the session is over", async () => {
  await sessions.openRun({ image: "busybox" });
  sessions.input(1, { kind: "text", data: "ls\r" });
  wire(0).send(3, info(1, { phase: { at: "exited", code: 0, duration: 1 } }));
  sessions.input(1, { kind: "text", data: "late" });
  await vi.waitFor(() => expect(calls).toContainEqual(["sessionInput", 1, 0, { kind: "text", data: "ls\r" }]));
  expect(calls.filter(([name]) => name === "sessionInput")).toHaveLength(1);
});

it("types nothing into a new shell that was meant for the one that was lost", async () => {
  await sessions.openRun({ image: "busybox" });
  wire(0).send(2, info(1, { phase: { at: "running" } }));
  sessions.input(1, { kind: "text", data: "first" });
  sessions.input(1, { kind: "text", data: "rest of it" });
  const pasted = sessions.paste(1, async () => () => sessions.input(1, { kind: "text", data: "pasted" }));
  sessions.input(1, { kind: "text", data: "behind it" });
  wire(0).send(2, info(1, { phase: { at: "lost", loss: { is: "restarted" } } }));
  sessions.input(1, { kind: "text", data: "into nothing" });
  wire(0).send(2, info(1, { phase: { at: "running" }, connection: 1 }));
  await pasted;
  sessions.input(1, { kind: "text", data: "ls\r" });
  await vi.waitFor(() => expect(calls).toContainEqual(["sessionInput", 1, 1, { kind: "text", data: "ls\r" }]));
  const typed = calls.filter(([name]) => name === "sessionInput").map(([, , , input]) => (input as SessionInput).data);
  expect(typed).toEqual(["first", "ls\r"]);
});

it("gives up what has not begun when its tab is closed", async () => {
  await sessions.openRun({ image: "busybox" });
  await sessions.close(1);
  expect(calls.map(([name]) => name)).toEqual(expect.arrayContaining(["sessionCancel", "sessionClose"]));
});

it("takes up a session that the page before had asked for, once", async () => {
  let listed: (known: SessionInfo[]) => void = () => undefined;
  const list = new Promise<SessionInfo[]>((resolve) => (listed = resolve));
  setBackend(
    new Proxy(shell(), {
      get: (target, name: keyof Backend) => (name === "sessionsList" ? () => list : target[name]),
    }),
  );
  const restored = sessions.restore();
  const begins = await vi.waitFor(() => {
    const listens = calls.find(([name, event]) => name === "listen" && event === "sessionBegan");
    if (!listens) throw new Error("nobody listens");
    return listens[2] as (info: SessionInfo) => void;
  });
  begins(info(13));
  listed([info(11), info(13)]);
  await restored;
  begins(info(14));
  await vi.waitFor(() => expect(sessions.list.map(({ id }) => id)).toEqual([13, 11, 14]));
  await vi.waitFor(() => expect(sessions.activeId).toBe(14));
  // The list may be quicker than the news of it.
  begins(info(11));
  await vi.waitFor(() => expect(sessions.activeId).toBe(11));
  expect(wires).toHaveLength(3);
});

it("asks for one size at a time, and for the newest at last", async () => {
  const answers: (() => void)[] = [];
  const asked: number[] = [];
  setBackend(
    new Proxy(shell(), {
      get: (target, name: keyof Backend) =>
        name !== "sessionResize"
          ? target[name]
          : (_id: SessionId, { columns }: { columns: number }) => {
              asked.push(columns);
              return new Promise<null>((resolve) => answers.push(() => resolve(null)));
            },
    }),
  );
  await sessions.openRun({ image: "busybox" });
  const sized = [80, 90, 100].map((columns) => sessions.resize(1, { columns, rows: 24 }));
  expect(asked).toEqual([80]);
  answers[0]?.();
  await vi.waitFor(() => expect(asked).toEqual([80, 100]));
  answers[1]?.();
  await Promise.all(sized);
  sized.push(sessions.resize(1, { columns: 80, rows: 24 }));
  expect(asked).toEqual([80, 100, 80]);
});
