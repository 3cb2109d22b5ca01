/** Where keys lead among lines. */
import { expect, it } from "vitest";
import { lineKey, type LinesNow } from "./line-keys";

const read: LinesNow = { head: null, total: 1000, page: 20, sight: { first: 100, last: 120 } };
const end: LinesNow = { ...read, sight: { first: 979, last: 999 } };

function to(key: string, now: LinesNow): number | null {
  const command = lineKey(new KeyboardEvent("keydown", { key }), now);
  return command?.do === "go" ? command.to : null;
}
const ways = (now: LinesNow) => ["ArrowUp", "ArrowDown", "PageUp", "PageDown"].map((key) => to(key, now));

it("walks from what was chosen, also where its row is in sight in part", () => {
  expect(ways({ ...read, head: 110 })).toEqual([109, 111, 90, 130]);
  expect(ways({ ...read, head: 100 })).toEqual([99, 101, 80, 120]);
  expect(ways({ ...read, head: 121 })).toEqual([120, 122, 101, 141]);
});

it("walks into what is in sight where nothing is chosen there", () => {
  const inSight = [120, 100, 101, 119];
  expect(ways(read)).toEqual(inSight);
  expect(ways({ ...read, head: 99 })).toEqual(inSight);
  expect(ways({ ...read, head: 800 })).toEqual(inSight);
  expect(ways({ ...read, total: 0, sight: { first: 0, last: -1 } })).toEqual([null, null, null, null]);
});

it("walks from the end where that is in sight", () => {
  const fromEnd = [999, 999, 980, 999];
  expect(ways(end)).toEqual(fromEnd);
  expect(ways({ ...end, head: 3 })).toEqual(fromEnd);
  expect(ways({ ...end, head: 990 })).toEqual([989, 991, 970, 999]);
});

it("goes to the first line from everywhere", () => {
  for (const now of [read, end, { ...read, head: 800 }]) expect(to("Home", now)).toBe(0);
});
