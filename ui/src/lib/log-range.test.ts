import { expect, it } from "vitest";
import { moment } from "./log-range";

const now = Date.parse("2026-06-01T12:00:00.250Z");
const local = (...at: [number, number, number, number?, number?]) =>
  new Date(...(at as [number, number, number])).toISOString().replace(".000Z", ".000000000Z");

it("reads lengths of time, instants and Unix times, as docker does", () => {
  expect(moment("10m", now)).toBe("2026-06-01T11:50:00.250000000Z");
  expect(moment("1h30m", now)).toBe("2026-06-01T10:30:00.250000000Z");
  expect(moment("1.5s500ms", now)).toBe("2026-06-01T11:59:58.250000000Z");
  expect(moment("2026-01-31T09:30:00Z", now)).toBe("2026-01-31T09:30:00.000000000Z");
  expect(moment("2026-01-31T09:30:00.25+02:00", now)).toBe("2026-01-31T07:30:00.250000000Z");
  expect(moment("1700000000.5", now)).toBe("2023-11-14T22:13:20.500000000Z");
});

it("keeps every digit of an instant that was copied from a line", () => {
  const copied = "2023-11-14T22:13:20.123456789Z";
  for (const end of [false, true]) {
    expect(moment(copied, now, end)).toBe(copied);
    expect(moment("1700000000.123456789", now, end)).toBe(copied);
    expect(moment("1700000000123456789", now, end)).toBe(copied);
  }
});

it("counts in the parts of a second that a Unix time has digits of", () => {
  expect(moment("1700000000", now)).toBe("2023-11-14T22:13:20.000000000Z");
  expect(moment("1700000000123", now)).toBe("2023-11-14T22:13:20.123000000Z");
  expect(moment("1700000000123456", now)).toBe("2023-11-14T22:13:20.123456000Z");
});

it("takes an end that is written to the second, or to a part of it, for the end of that", () => {
  const until = (text: string) => moment(text, now, true);
  expect(until("2026-01-31T09:30:00Z")).toBe("2026-01-31T09:30:00.999999999Z");
  expect(until("2026-01-31T09:30:00.123Z")).toBe("2026-01-31T09:30:00.123999999Z");
  expect(until("1700000000")).toBe("2023-11-14T22:13:20.999999999Z");
  expect(until("1700000000123")).toBe("2023-11-14T22:13:20.123999999Z");
  // Nobody means the end of a minute or a day by these, nor of a millisecond by a length of time.
  expect(until("2026-01-31T09:30Z")).toBe("2026-01-31T09:30:00.000000000Z");
  expect(until("10m")).toBe("2026-06-01T11:50:00.250000000Z");
});

it("takes what names no zone for this machine's time", () => {
  expect(moment("2026-01-31T09:30", now)).toBe(local(2026, 0, 31, 9, 30));
  expect(moment("2026-01-31", now)).toBe(local(2026, 0, 31));
});

it("understands nothing else, nor what is beyond what can be counted", () => {
  const strange = ["", "yesterday", "10x", "m", "2026-13-40", "2026-01-31 09:30", "1e21", "-5", "1.5.5"];
  const beyond = ["99999999999", "170000000012345", "9".repeat(30), "9300-01-01", "99999999999h", "1000-01-01"];
  for (const text of [...strange, ...beyond])
    for (const end of [false, true]) expect(moment(text, now, end), text).toBeNull();
});
