import { expect, it } from "vitest";
import { manyImages } from "$/ipc/memory-data";
import { reconciled, sameImage } from "./reconcile";

const again = (rows: ReturnType<typeof manyImages>) => rows.map((row) => ({ ...row, digests: [...row.digests] }));

it("a list that says the same is the same list", () => {
  const before = manyImages(50);
  expect(reconciled(before, again(before), sameImage)).toBe(before);
  expect(reconciled(undefined, before, sameImage)).toBe(before);
});

it("rows that have not changed stay the same objects, whatever comes and goes", () => {
  const before = manyImages(50);
  const copy = again(before);
  const changed = { ...(copy[3] as (typeof copy)[number]), size: 1 };
  const after = reconciled(before, [...copy.slice(10), changed, { ...changed, key: "new" }], sameImage);
  expect(after.slice(0, 40).every((row, at) => row === before[at + 10])).toBe(true);
  expect(after[40]).toBe(changed);
  expect(after[41]?.key).toBe("new");
  expect(reconciled(before, again(before).reverse(), sameImage)[0]).toBe(before[49]);
  const digest = again(before);
  (digest[0] as (typeof digest)[number]).digests = ["x@sha256:1"];
  expect(reconciled(before, digest, sameImage)[0]).toBe(digest[0]);
});
