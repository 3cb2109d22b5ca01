/** What was done, as the `docker` commands it stands for: the newest is last. */
import { backend } from "$/ipc/backend";
import type { LoggedCommand } from "$/ipc/bindings";

/** Lines kept by the page; the shell keeps its own. */
const AT_MOST = 500;

let log = $state.raw<LoggedCommand[]>([]);

export const commandLog = {
  get list(): LoggedCommand[] {
    return log;
  },
  get last(): LoggedCommand | undefined {
    return log.at(-1);
  },
  /** Lines that come while the log is being asked for are in it already, or come after it. */
  async begin(): Promise<void> {
    const heard: LoggedCommand[] = [];
    let listening = true;
    await backend().listen("commandLogged", (line) => {
      if (listening) heard.push(line);
      else log = [...log, line].slice(-AT_MOST);
    });
    const known = await backend().commandLog();
    listening = false;
    log = [...known, ...heard.filter(({ at, line }) => !known.some((one) => one.at === at && one.line === line))].slice(
      -AT_MOST,
    );
  },
};
