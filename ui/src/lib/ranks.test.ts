import { expect, it } from "vitest";
import { Ranks } from "./ranks";

const sorted = (ranks: Ranks, texts: string[]) => {
  const places = ranks.of(new Set(texts));
  return [...texts].sort((a, b) => (places.get(a) ?? NaN) - (places.get(b) ?? NaN));
};

it("reads numbers by their value, whenever a text comes", () => {
  const ranks = new Ranks();
  expect(sorted(ranks, ["b10", "a", "b9", "B1"])).toEqual(["a", "B1", "b9", "b10"]);
  expect(sorted(ranks, ["b10", "a", "b9", "B1", "b9.5", "0", "z"])).toEqual(["0", "a", "B1", "b9", "b9.5", "b10", "z"]);
  expect(sorted(ranks, ["z", "a"])).toEqual(["a", "z"]);
});

it("is the same for many at once and for one after the other", () => {
  const texts = Array.from({ length: 300 }, (_, at) => `name-${(at * 7919) % 300}/${at % 7}`);
  const one = new Ranks();
  for (let count = 1; count <= texts.length; count += 1) one.of(new Set(texts.slice(0, count)));
  expect(sorted(one, texts)).toEqual(sorted(new Ranks(), texts));
  expect(one.of(new Set(["x"])).size, "what is gone is forgotten").toBe(1);
});

it("tells texts apart that are read alike", () => {
  const places = new Ranks().of(new Set(["a1", "a01", "a001"]));
  expect(new Set(places.values()).size).toBe(3);
});
