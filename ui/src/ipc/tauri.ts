/** The backend of the application: Tauri's commands and events, with errors made uniform. */
import { Channel } from "@tauri-apps/api/core";
import type { Backend, Events } from "./backend";
import { commands, events } from "./bindings";
import { toCommandError } from "./errors";

/** Names of the commands whose last argument is a channel. */
const STREAMED = new Set<string>(["helloOpen", "runOpen", "execOpen", "attachOpen", "sessionAttach", "jobsOpen"]);

/** The shell takes what is typed once, also where Tauri sends it again when the page goes away. */
const PAGE = crypto.getRandomValues(new Uint32Array(1))[0];
let typed = 0;

type Handler = (message: never) => void;
type AnyCommand = (...args: unknown[]) => Promise<unknown>;

function wrap(name: string, command: AnyCommand): AnyCommand {
  return async (...args) => {
    if (STREAMED.has(name)) args.push(channelFor(args.pop() as Handler));
    if (name === "sessionInput") args.push({ page: PAGE, number: ++typed });
    try {
      return await command(...args);
    } catch (thrown) {
      throw toCommandError(thrown);
    }
  };
}

/** Frames cross as raw bytes: Tauri hands them over as an `ArrayBuffer`, whatever the bindings call them. */
function channelFor(handler: Handler): Channel<never> {
  const channel = new Channel<never>();
  channel.onmessage = handler;
  return channel;
}

export function tauriBackend(): Backend {
  const wrapped = Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, wrap(name, command as AnyCommand)]),
  );
  const listen = <E extends keyof Events>(event: E, handler: (payload: Events[E]) => void) =>
    events[event].listen((message) => handler(message.payload as Events[E]));
  return { ...wrapped, listen } as unknown as Backend;
}
