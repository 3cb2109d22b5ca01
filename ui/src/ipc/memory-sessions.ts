/** Sessions of the engine in memory: pulls that progress, programs that print, a terminal that echoes. */
import type { FrameHandler } from "./backend";
import type { ExecSpec, Loss, SessionId, SessionInfo, SessionOrigin, SessionPhase, TerminalSize } from "./bindings";
import { hexId } from "./memory-data";
import { pullStates } from "./memory-pull";

const HELLO = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.
`;

interface Session {
  info: SessionInfo;
  sequence: number;
  handler: FrameHandler;
  output: Uint8Array[];
  cancelled: boolean;
}

export function encodeFrame(sequence: number, kind: number, payload: Uint8Array): ArrayBuffer {
  const frame = new Uint8Array(5 + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, sequence, true);
  view.setUint8(4, kind);
  frame.set(payload, 5);
  return frame.buffer;
}

/** As the shell writes it, without quoting. */
export function execLine({ user, workingDir, env, command }: ExecSpec, container: string): string {
  const options = [
    ...(user ? ["--user", user] : []),
    ...(workingDir ? ["--workdir", workingDir] : []),
    ...(env ?? []).flatMap((pair) => ["-e", pair]),
  ];
  return ["docker exec -it", ...options, container, command || "sh"].join(" ");
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const bytes = (text: string) => new TextEncoder().encode(text);

/** About what the shell says of it. */
const isCommand = (typed: string) => !/^(\S*\/)?(ba|z|a)?sh( -[il]+)*$|^$/.test(typed.trim());

export class MemorySessions {
  readonly #sessions = new Map<SessionId, Session>();
  readonly #engine: () => string;
  #next = 1;
  #sizes = 0;

  constructor(engine: () => string) {
    this.#engine = engine;
  }

  containerOf(id: SessionId): string {
    return this.#sessions.get(id)?.info.container ?? "";
  }

  list(): SessionInfo[] {
    return [...this.#sessions.values()].map(({ info }) => info);
  }

  open(origin: SessionOrigin, image: string, tty: boolean, commandLine: string, handler: FrameHandler): Session {
    const id = this.#next++;
    const info: SessionInfo = {
      id,
      ...origin,
      isCommand: origin.kind === "exec" && isCommand(origin.spec.command ?? ""),
      engine: this.#engine(),
      image,
      container: null,
      containerName: null,
      containerRemoved: false,
      tty,
      listens: tty,
      detachKeys: "ctrl-p,ctrl-q",
      commandLine,
      scrollback: 5000,
      started: Date.now(),
      connection: 0,
      phase: { at: "queued" },
      fallback: null,
    };
    const session: Session = { info, sequence: 0, handler, output: [], cancelled: false };
    this.#sessions.set(id, session);
    return session;
  }

  attach(id: SessionId, handler: FrameHandler): SessionInfo | undefined {
    const session = this.#sessions.get(id);
    if (!session) return undefined;
    session.handler = handler;
    session.sequence = 0;
    for (const chunk of session.output) this.#send(session, 4, chunk);
    this.#say(session, {});
    return session.info;
  }

  cancel(id: SessionId): void {
    const session = this.#sessions.get(id);
    if (session) session.cancelled = true;
  }

  close(id: SessionId): void {
    this.cancel(id);
    this.#sessions.delete(id);
  }

  /** Shells and attachments in a container that is gone. */
  lose(name: string, loss: Loss): void {
    for (const session of this.#sessions.values()) {
      const { kind, containerName, phase } = session.info;
      const joined = kind === "exec" || kind === "attach";
      if (joined && containerName === name && (phase.at === "running" || phase.at === "lost"))
        this.phase(session, { at: "lost", loss });
    }
  }

  reconnect(id: SessionId): void {
    const session = this.#sessions.get(id);
    if (session?.info.phase.at !== "lost") return;
    this.print(session, `\r\n\u001b[2m──────── ${session.info.commandLine} ────────\u001b[0m\r\n/ # `);
    this.#say(session, { connection: session.info.connection + 1, phase: { at: "running" } });
  }

  input(id: SessionId, text: string): void {
    const session = this.#sessions.get(id);
    if (session?.info.phase.at !== "running") return;
    if (text === "\u0004") this.end(session, 0);
    // The second of the keys that leave.
    else if (text === "\u0011") this.phase(session, { at: "detached" }, true);
    else this.print(session, text === "\r" ? "\r\n\u001b[32m[root@7f3c1a2b /]#\u001b[0m " : text);
  }

  /** All of it; none where there is no such session. */
  printed(id: SessionId): string | undefined {
    const output = this.#sessions.get(id)?.output;
    return output?.map((chunk) => new TextDecoder().decode(chunk)).join("");
  }

  resize(id: SessionId, { columns, rows }: TerminalSize): void {
    const session = this.#sessions.get(id);
    const payload = new Uint8Array(8);
    const view = new DataView(payload.buffer);
    view.setUint32(0, ++this.#sizes, true);
    view.setUint16(4, columns, true);
    view.setUint16(6, rows, true);
    if (session) this.#send(session, 5, payload);
  }

  /** What is above the screen goes; where the cursor is, nobody knows here. */
  clear(id: SessionId): void {
    const session = this.#sessions.get(id);
    if (!session) return;
    const chunk = bytes("\u001b[3J");
    session.output.push(chunk);
    this.#send(session, 4, chunk);
  }

  print(session: Session, text: string): void {
    const chunk = bytes(text);
    session.output.push(chunk);
    this.#send(session, 0, chunk);
  }

  running(session: Session, name: string, container = hexId("7f3c1a2b0000")): void {
    this.#say(session, { container, containerName: name, phase: { at: "running" } });
  }

  end(session: Session, code: number): void {
    this.#say(session, { phase: { at: "exited", code, duration: Date.now() - session.info.started } }, true);
  }

  phase(session: Session, phase: SessionPhase, closing = false): void {
    this.#say(session, { phase }, closing);
  }

  async hello(session: Session, present: boolean): Promise<void> {
    await wait(50);
    if (!present && !(await this.pull(session))) return;
    this.phase(session, { at: "creating" });
    await wait(150);
    this.running(session, "brave_turing");
    this.print(session, HELLO.replaceAll("\n", "\r\n"));
    await wait(80);
    this.end(session, 0);
  }

  /** Whether it went to its end. */
  async pull(session: Session): Promise<boolean> {
    for await (const progress of pullStates(session.info.image)) {
      if (session.cancelled) {
        this.phase(session, { at: "cancelled" }, true);
        return false;
      }
      this.phase(session, { at: "pulling", progress });
    }
    return true;
  }

  #say(session: Session, changes: Partial<SessionInfo>, closing = false): void {
    session.info = { ...session.info, ...changes } as SessionInfo;
    this.#send(session, closing ? 3 : 2, bytes(JSON.stringify(session.info)));
  }

  #send(session: Session, kind: number, payload: Uint8Array): void {
    session.handler(encodeFrame(session.sequence++, kind, payload));
  }
}
