import { expect, it } from "vitest";
import { parse } from "./parse";
import { parseLogs } from "./logs-line";

const now = Date.parse("2026-06-01T12:00:00Z");
const before = (milliseconds: number) => new Date(now - milliseconds).toISOString().replace("Z", "000000Z");

it("reads docker logs as docker documents it", () => {
  expect(parseLogs(["-ft", "--tail", "50", "--since=10m", "web"], now)).toEqual({
    containers: ["web"],
    range: { tail: 50, since: before(600_000) },
    timestamps: true,
  });
  expect(parseLogs(["-n", "all", "--until", "1h", "a", "b"], now)).toEqual({
    containers: ["a", "b"],
    range: { tail: null, until: before(3_600_000), follow: false },
    timestamps: false,
  });
  expect(parseLogs(["--follow", "web"], now)).toEqual({ containers: ["web"], range: {}, timestamps: false });
});

it("takes short flags in one word, as docker does", () => {
  const range = (...words: string[]) => parseLogs([...words, "web"], now);
  expect(range("-fn100")).toEqual({ containers: ["web"], range: { tail: 100 }, timestamps: false });
  expect(range("-fn", "100")).toEqual({ containers: ["web"], range: { tail: 100 }, timestamps: false });
  expect(range("-n100")).toEqual({ containers: ["web"], range: { tail: 100 }, timestamps: false });
  expect(range("-tn", "50")).toEqual({ containers: ["web"], range: { tail: 50 }, timestamps: true });
  expect(range("-tfn=5")).toEqual({ containers: ["web"], range: { tail: 5 }, timestamps: true });
  expect(range("-nall")).toMatchObject({ range: { tail: null } });
  expect(range("-n", "-1")).toMatchObject({ range: { tail: null } });
  // What stands behind `n` is its value.
  expect(range("-nft")).toEqual({ kind: "value", flag: "--tail" });
  expect(range("-fx")).toEqual({ kind: "strange", flag: "-fx" });
  expect(range("-")).toEqual({ kind: "strange", flag: "-" });
});

it("leaves nothing out of what is between two instants", () => {
  const range = (...words: string[]) => parseLogs([...words, "web"], now);
  expect(range("--since", "1h")).toMatchObject({ range: { tail: null, since: before(3_600_000) } });
  expect(range("--until=0")).toMatchObject({
    range: { tail: null, until: "1970-01-01T00:00:00.000000000Z", follow: false },
  });
  expect(range("--since", "1h", "-n", "0")).toMatchObject({ range: { tail: 0 } });
});

it("says what it does not understand", () => {
  expect(parseLogs(["--details", "web"], now)).toEqual({ kind: "strange", flag: "--details" });
  expect(parseLogs(["--tail", "few", "web"], now)).toEqual({ kind: "value", flag: "--tail" });
  expect(parseLogs(["--since"], now)).toEqual({ kind: "value", flag: "--since" });
  expect(parse("docker logs --tail few web")).toEqual({ is: "fault", fault: { kind: "badValue", what: "--tail" } });
  expect(parse("docker container logs web")).toMatchObject({ is: "logs", asked: { containers: ["web"] } });
});
