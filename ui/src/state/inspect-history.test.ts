import { beforeEach, expect, it } from "vitest";
import { InspectHistory, type Place } from "./inspect-history.svelte";

let history: InspectHistory;

beforeEach(() => {
  history = new InspectHistory();
});

const at = (pointer: string, name = "couchdb"): Place => ({
  target: { is: "object", subject: { kind: "image", name } },
  pointer,
});
const where = (place: Place | null) =>
  place && `${place.target.is === "object" ? place.target.subject.name : ""}${place.pointer}`;

it("goes back and forward through jumps", () => {
  expect([history.canGoBack, history.canGoForward]).toEqual([false, false]);
  history.jump(at(""), at("/a"));
  history.jump(at("/a"), at("/b"));
  expect(where(history.back(at("/b")))).toBe("couchdb/a");
  expect(where(history.back(at("/a")))).toBe("couchdb");
  expect(history.back(at(""))).toBeNull();
  expect(where(history.forward(at("")))).toBe("couchdb/a");
  expect(history.canGoForward).toBe(true);
});

it("comes back to where a step led, not to where the jump had led", () => {
  history.jump(at(""), at("/a"));
  history.jump(at("/a/3"), at("/b"));
  expect(where(history.back(at("/b/1")))).toBe("couchdb/a/3");
  expect(where(history.forward(at("/a/3")))).toBe("couchdb/b/1");
});

it("forgets what was ahead when another way is taken", () => {
  history.jump(at(""), at("/a"));
  history.back(at("/a"));
  history.jump(at(""), at("/c"));
  expect(history.canGoForward).toBe(false);
  expect(where(history.back(at("/c")))).toBe("couchdb");
});

it("keeps one place of a search while it is typed", () => {
  history.jump(at(""), at("/a"), "typing");
  history.jump(at("/a"), at("/b"), "typing");
  history.jump(at("/b"), at("/c"), "typing");
  expect(where(history.back(at("/c")))).toBe("couchdb");
});

it("goes from document to document, also from one that a tab was chosen of", () => {
  history.jump(at("/a"), at("", "redis"));
  history.jump(at("/x", "nginx"), at("/y", "nginx"));
  expect(where(history.back(at("/y", "nginx")))).toBe("nginx/x");
  expect(where(history.back(at("/x", "nginx")))).toBe("redis");
  expect(where(history.back(at("", "redis")))).toBe("couchdb/a");
});

it("knows whom it sent", () => {
  history.jump(at("/a"), at("/b", "redis"));
  const place = history.back(at("/b", "redis")) as Place;
  expect(history.awaits(place)).toBe(true);
  expect(history.awaits(place), "once").toBe(false);
});

it("is bounded", () => {
  for (let n = 0; n < 1000; n++) history.jump(at(`/${n}`), at(`/${n + 1}`));
  let steps = 0;
  let place: Place | null = at("/1000");
  while ((place = history.back(place))) steps += 1;
  expect(steps).toBe(199);
});
