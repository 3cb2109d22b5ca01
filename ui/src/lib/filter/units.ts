/** Sizes, ages and dates as they are typed in a filter, in English and in French. */

const KILO = 1000;
const KIBI = 1024;

const SIZE_UNITS: Record<string, number> = { "": 1, k: KILO, m: KILO ** 2, g: KILO ** 3, t: KILO ** 4 };
const BINARY_UNITS: Record<string, number> = { k: KIBI, m: KIBI ** 2, g: KIBI ** 3, t: KIBI ** 4 };

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const AGE_UNITS: readonly [RegExp, number][] = [
  [/^(?:s|secs?|seconds?|secondes?)$/, 1],
  [/^(?:m|mins?|minutes?)$/, MINUTE],
  [/^(?:h|hours?|heures?)$/, HOUR],
  [/^(?:d|days?|j|jours?)$/, DAY],
  [/^(?:w|weeks?|sem|semaines?)$/, 7 * DAY],
  [/^(?:mo|months?|mois)$/, 30 * DAY],
  [/^(?:y|years?|ans?|années?)$/, 365 * DAY],
];

const NUMBER = /^(\d+(?:[.,]\d+)?)\s*(\p{L}*)$/u;

/** Bytes; `noUnit` for a number above 0 alone, which might mean anything. */
export function sizeOf(text: string): number | "noUnit" | null {
  const [, digits, unit = ""] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  const number = Number(digits.replace(",", "."));
  if (unit === "") return number === 0 ? 0 : "noUnit";
  const parts = /^([kmgt]?)(i?)(?:b|o)?$/.exec(unit.toLowerCase());
  if (!parts) return null;
  const [, prefix = "", binary] = parts;
  const factor = binary ? BINARY_UNITS[prefix] : SIZE_UNITS[prefix];
  return factor === undefined ? null : number * factor;
}

/** Seconds; `noUnit` for a number alone. */
export function ageOf(text: string): number | "noUnit" | null {
  const [, digits, unit = ""] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  const number = Number(digits.replace(",", "."));
  if (unit === "") return number === 0 ? 0 : "noUnit";
  const factor = AGE_UNITS.find(([names]) => names.test(unit.toLowerCase()))?.[1];
  return factor === undefined ? null : number * factor;
}

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** The seconds since the epoch at which a year, a month or a day begins and the next one does, where the person is. */
export function dateOf(text: string): { from: number; to: number } | null {
  const parts = DATE.exec(text.trim());
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined) return null;
  const from = new Date(year, (month ?? 1) - 1, day ?? 1);
  const exists = from.getMonth() === (month ?? 1) - 1 && from.getDate() === (day ?? 1);
  if (!exists) return null;
  const to =
    day !== undefined
      ? new Date(year, (month ?? 1) - 1, day + 1)
      : month !== undefined
        ? new Date(year, month, 1)
        : new Date(year + 1, 0, 1);
  return { from: from.getTime() / 1000, to: to.getTime() / 1000 };
}
