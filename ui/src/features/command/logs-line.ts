/** `docker logs`: which containers, which part, and whether with the time of each line. */
import type { LogsRange } from "$/ipc/bindings";
import { moment } from "$/lib/log-range";

export interface LogsAsked {
  /** Names or ids. One, as docker takes them; or several, for one view of them all. */
  containers: string[];
  /** What was said of it; the rest is as usual. */
  range: Partial<LogsRange>;
  timestamps: boolean;
}

export type LogsFault = { kind: "strange" | "value"; flag: string };

/** Lines that can be asked for. */
const TAIL_MAX = 4_000_000_000;

/** `words` are those after the verb. */
export function parseLogs(words: readonly string[], now: number): LogsAsked | LogsFault {
  const asked: LogsAsked = { containers: [], range: {}, timestamps: false };
  const rest = words.flatMap(spread);
  while (rest.length > 0) {
    const word = rest.shift() as string;
    const [, flag = word, given] = /^(--[a-z]+)=(.*)$/s.exec(word) ?? [];
    // A view follows in any case, as long as no end is named.
    if (word === "-f" || word === "--follow") continue;
    if (word === "-t" || word === "--timestamps") asked.timestamps = true;
    else if (/^(?:-n|--tail|--since|--until)$/.test(flag)) {
      const value = given ?? rest.shift();
      if (value === undefined || !take(asked.range, flag, value, now)) return { kind: "value", flag };
    } else if (word.startsWith("-")) return { kind: "strange", flag: word };
    else asked.containers.push(word);
  }
  // As docker takes it: all of what is between two instants.
  const { tail, since, until } = asked.range;
  if (tail === undefined && (since !== undefined || until !== undefined)) asked.range.tail = null;
  return asked;
}

/** Short flags in one word are one each; what stands behind `n` is how many. */
function spread(word: string): string[] {
  const [, flags, count] = /^-([ft]*)(?:n=?(.*))?$/s.exec(word) ?? [];
  if (flags === undefined || word === "-") return [word];
  const short = Array.from(flags, (flag) => `-${flag}`);
  if (count === undefined) return short;
  return count === "" ? [...short, "-n"] : [...short, `--tail=${count}`];
}

function take(range: Partial<LogsRange>, flag: string, value: string, now: number): boolean {
  if (flag === "-n" || flag === "--tail") {
    if (value === "all" || value === "-1") range.tail = null;
    else if (/^\d+$/.test(value) && Number(value) <= TAIL_MAX) range.tail = Number(value);
    else return false;
    return true;
  }
  // An instant, also where it is written to the second: docker means no more by it.
  const at = moment(value, now);
  if (at === null) return false;
  if (flag === "--since") range.since = at;
  else Object.assign(range, { until: at, follow: false });
  return true;
}
