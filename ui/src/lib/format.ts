/**
 * Sizes and ages exactly as the docker command line prints them: ports of `units.HumanSizeWithPrecision` and
 * `units.HumanDuration` (github.com/docker/go-units). Words for ages are the catalogues'; here they are only measured.
 */

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"] as const;
/** What `docker images`, `docker ps` and `docker history` use. */
const DIGITS = 3;

/** Go's `%.{digits}g`: trailing zeros go, and a number that rounds up to too many digits gets an exponent. */
function general(value: number, digits: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= digits) {
    const sign = power < 0 ? "-" : "+";
    return `${trimmed(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return trimmed(value.toFixed(digits - 1 - power));
}

function trimmed(number: string): string {
  return number.includes(".") ? number.replace(/\.?0+$/, "") : number;
}

/** `13.3kB`, `1.21GB`: decimal, without a space. */
export function humanSize(bytes: number, digits = DIGITS): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${general(size, digits)}${UNITS[unit]}`;
}

export interface Duration {
  unit: "instant" | "second" | "minute" | "hour" | "day" | "week" | "month" | "year";
  count: number;
  /** One minute and one hour are said as "about". */
  rounded: boolean;
}

export function humanDuration(seconds: number): Duration {
  const whole = Math.trunc(seconds);
  const of = (unit: Duration["unit"], count: number, rounded = false): Duration => ({ unit, count, rounded });
  if (whole < 1) return of("instant", 0);
  if (whole < 60) return of("second", whole);
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return of("minute", 1, true);
  if (minutes < 60) return of("minute", minutes);
  const hours = Math.trunc(seconds / 3600 + 0.5);
  if (hours === 1) return of("hour", 1, true);
  if (hours < 48) return of("hour", hours);
  if (hours < 24 * 7 * 2) return of("day", Math.trunc(hours / 24));
  if (hours < 24 * 30 * 2) return of("week", Math.trunc(hours / 24 / 7));
  if (hours < 24 * 365 * 2) return of("month", Math.trunc(hours / 24 / 30));
  return of("year", Math.trunc(seconds / 3600 / 24 / 365));
}

/** The twelve characters that `docker images` and `docker ps` print of an id. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}

/** How long work took: `0.5 s`, `42 s`, `3 min 05 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}\u00a0s`;
  if (seconds < 60) return `${Math.round(seconds)}\u00a0s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}\u00a0min ${String(whole % 60).padStart(2, "0")}\u00a0s`;
}

/** Making one takes far longer than writing with it, and every row has an instant. */
const writers = new Map<string, Intl.DateTimeFormat>();

/** An instant in full, for the pointer resting on an age. */
export function instant(unixSeconds: number, language: string): string {
  let writer = writers.get(language);
  if (!writer) {
    writer = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
    writers.set(language, writer);
  }
  return writer.format(unixSeconds * 1000);
}
