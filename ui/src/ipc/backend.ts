/**
 * The one door to the shell: what the page may ask and hear. `tauri.ts` stands behind it in the application,
 * `memory.ts` in unit tests and in a plain browser. Nothing else in the page knows which.
 */
import type {
  commands,
  Archive,
  Changed,
  CloseAsked,
  EngineStatus,
  JobNews,
  LoggedCommand,
  LogsInfo,
  SessionBegan,
  SessionId,
  SessionInfo,
  SessionInput,
  ShellStays,
} from "./bindings";

type Commands = typeof commands;
type Streamed = "helloOpen" | "runOpen" | "execOpen" | "attachOpen" | "sessionAttach";

/** A frame of a session's stream as it comes from the shell; `stream.ts` decodes it. */
export type FrameHandler = (frame: ArrayBuffer) => void;

/** News of jobs; the next comes when `jobsAck` has been called. */
export type NewsHandler = (news: JobNews) => void;

/** The same command with a frame handler in the place of Tauri's channel. */
type WithHandler<F> = F extends (...args: [...infer A, infer _Channel]) => Promise<SessionInfo>
  ? (...args: [...A, FrameHandler]) => Promise<SessionInfo>
  : never;

export interface Events {
  changed: Changed;
  commandLogged: LoggedCommand;
  engineStatusChanged: EngineStatus;
  archivesDragged: Archive[];
  archivesDropped: Archive[];
  logsChanged: LogsInfo;
  closeAsked: CloseAsked;
  shellStays: ShellStays;
  sessionBegan: SessionBegan;
}

/** Every call rejects with a `CommandError` and nothing else. */
export type Backend = Omit<Commands, Streamed | "jobsOpen" | "sessionInput"> & {
  [K in Streamed]: WithHandler<Commands[K]>;
} & {
  jobsOpen(handler: NewsHandler): Promise<null>;
  /** Each call has its turn from `tauri.ts`. */
  sessionInput(id: SessionId, connection: number, input: SessionInput): Promise<null>;
  /** Resolves to the function that ends the subscription. */
  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void>;
};

let current: Backend | undefined;

/** Called once by `main.ts`, and by each unit test that needs one. */
export function setBackend(backend: Backend): void {
  current = backend;
}

/** The backend that was set. */
export function backend(): Backend {
  if (!current) throw new Error("no backend is set");
  return current;
}
