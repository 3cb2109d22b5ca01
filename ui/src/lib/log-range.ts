/** `--since` and `--until` as the docker command line takes them: a length of time before now, an instant, a Unix time. */

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|h|m|s)/g;
/** An instant without a zone is one of this machine's, as docker takes it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Milliseconds since the epoch; none for what is not understood. */
export function moment(text: string, now: number): number | null {
  const typed = text.trim();
  if (DURATION.test(typed)) {
    let before = 0;
    for (const [, count, unit] of typed.matchAll(PART)) before += Number(count) * (UNITS[unit as string] as number);
    return Math.round(now - before);
  }
  if (/^\d+(?:\.\d+)?$/.test(typed)) return Math.round(Number(typed) * 1000);
  const instant = INSTANT.exec(typed);
  if (!instant) return null;
  // JavaScript takes a date alone for one in UTC.
  const whole = typed.includes("T") || instant[1] ? typed : `${typed}T00:00:00`;
  const at = Date.parse(whole);
  return Number.isNaN(at) ? null : at;
}
