import { expect, it } from "vitest";
import type { ImageRow, RemovalPreview } from "$/ipc/bindings";
import { fates, sumOf, type Candidate } from "./removal";

function candidate(name: string, id: string, others: string[], users: boolean[] = []): Candidate {
  const preview: RemovalPreview = {
    reference: name,
    id,
    untagged: [name],
    remaining: others,
    deletesImage: others.length === 0,
    size: 100,
    containers: users.map((running, n) => ({ id: `${n}`, name: `c${n}`, running })),
    needsForce: false,
    force: null,
  };
  return { row: { id } as ImageRow, preview, error: null };
}

it("frees an image when all its names go", () => {
  const both = [candidate("a:1", "x", ["a:2"]), candidate("a:2", "x", ["a:1"])];
  expect(fates(both)).toEqual(["deletes", "deletes"]);
  expect(sumOf(both, false)).toEqual({ images: 1, bytes: 100 });
  expect(fates(both.slice(0, 1))).toEqual(["untags"]);
});

it("leaves what is held, unless stopped containers go too", () => {
  const held = [
    candidate("a:1", "x", [], [false]),
    candidate("b:1", "y", [], [false, true]),
    candidate("c:1", "z", []),
  ];
  expect(fates(held)).toEqual(["heldStopped", "heldRunning", "deletes"]);
  expect(sumOf(held, false)).toEqual({ images: 1, bytes: 100 });
  expect(sumOf(held, true)).toEqual({ images: 2, bytes: 200 });
});

it("says so when it does not know", () => {
  expect(fates([{ row: {} as ImageRow, preview: null, error: null }])).toEqual(["unknown"]);
});
