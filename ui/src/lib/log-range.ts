/** `--since` and `--until` as the docker command line takes them: a length of time before now, an instant, a Unix time. */
import type { LogRow, LogsRange } from "$/ipc/bindings";

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|h|m|s)/g;
/** An instant without a zone is one of this machine's, as docker takes it. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:(T\d{2}:\d{2})(?:(:\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}:\d{2})?$/;
const UNIX = /^(\d+)(?:\.(\d{1,9}))?$/;

/** Digits of a second's fraction. */
const NANO = 9;
/** A Unix time that has so many digits counts parts of a second; so many of the digits say which. */
const FRACTIONS: Record<number, number> = { 13: 3, 16: 6, 19: NANO };
/** The shell counts nanoseconds in 64 bits: the years 1678 to 2261 fit. */
const SECONDS_MAX = 9_223_372_035;

/**
 * The instant to the nanosecond, as RFC 3339 in UTC; null for what is not understood, or is beyond what can be counted. What is
 * written to the second or to a part of it means the beginning of that, or its end where `end` is said.
 */
export function moment(text: string, now: number, end = false): string | null {
  const typed = text.trim();
  if (DURATION.test(typed)) {
    let before = 0;
    for (const [, count, unit] of typed.matchAll(PART)) before += Number(count) * (UNITS[unit as string] as number);
    const at = Math.round(now - before);
    return instant(Math.floor(at / 1000), String(((at % 1000) + 1000) % 1000).padStart(3, "0"), false);
  }
  const [, seconds, part] = UNIX.exec(typed) ?? [];
  if (seconds !== undefined) {
    const digits = part === undefined ? (FRACTIONS[seconds.length] ?? 0) : 0;
    const whole = seconds.length - digits;
    return instant(Number(seconds.slice(0, whole)), part ?? seconds.slice(whole), end);
  }
  const [, date, minute, second, fraction, zone = ""] = INSTANT.exec(typed) ?? [];
  if (date === undefined) return null;
  // JavaScript takes a date alone for one in UTC.
  const at = Date.parse(`${date}${minute ?? "T00:00"}${second ?? ""}${zone}`);
  return instant(at / 1000, fraction ?? "", end && second !== undefined);
}

/** So many seconds since the epoch, and digits of a fraction of the next. */
function instant(seconds: number, fraction: string, end: boolean): string | null {
  if (!(Math.abs(seconds) <= SECONDS_MAX)) return null;
  const whole = new Date(seconds * 1000).toISOString().slice(0, -"000Z".length);
  return `${whole}${fraction.padEnd(NANO, end ? "9" : "0")}Z`;
}

type Printed = Pick<LogRow, "at" | "nanos">;

/** The part that begins with this line, as much of it as fits; null where the engine gave no time. */
export function sinceLine(range: LogsRange, line: Printed): LogsRange | null {
  const since = printedAt(line);
  return since === null ? null : { ...range, tail: null, since };
}

/** The part that ends with this line. What is printed from now on is not in it. */
export function untilLine(range: LogsRange, line: Printed): LogsRange | null {
  const until = printedAt(line);
  return until === null ? null : { ...range, until, follow: false };
}

function printedAt({ at, nanos }: Printed): string | null {
  return at === null ? null : `${new Date(at).toISOString().slice(0, -1)}${String(nanos).padStart(6, "0")}Z`;
}
