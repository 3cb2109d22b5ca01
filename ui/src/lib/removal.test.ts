import { expect, it } from "vitest";
import type { ImageRow, PlannedRemoval, RemovalPlan, RemovalTarget } from "$/ipc/bindings";
import { areSameTargets, orderOf, sureness, tally, targetKey, targetOf } from "./removal";

const row = (over: Partial<ImageRow>): ImageRow =>
  ({
    key: "k",
    id: "sha256:aa",
    repository: "a",
    tag: "1",
    digests: [],
    created: 0,
    size: 1,
    labels: {},
    ...over,
  }) as ImageRow;

const item = (fate: PlannedRemoval["fate"]): PlannedRemoval => ({
  id: "sha256:aa",
  name: "a:1",
  fate,
  stays: [],
  containers: [],
  force: null,
  size: 2,
  freed: 1,
});

it("names what goes as the engine does", () => {
  expect(targetOf(row({}))).toEqual({ id: "sha256:aa", name: "a:1" });
  expect(targetOf(row({ repository: null, tag: null }))).toEqual({ id: "sha256:aa", name: null });
  const byDigest = row({ tag: null, digests: ["b@sha256:1", "a@sha256:2"] });
  expect(targetOf(byDigest)).toEqual({ id: "sha256:aa", name: "a@sha256:2" });
  expect(targetKey(targetOf(byDigest))).not.toBe(targetKey(targetOf(row({}))));
});

it("takes the same ones in another order for the same", () => {
  const [one, two, three] = ["a", "b", "c"].map((name) => ({ id: "sha256:aa", name })) as [
    RemovalTarget,
    RemovalTarget,
    RemovalTarget,
  ];
  expect(areSameTargets([one, two], [two, one])).toBe(true);
  expect(areSameTargets([], [])).toBe(true);
  expect(areSameTargets([one, two], [one, three])).toBe(false);
  expect(areSameTargets([one, two], [one])).toBe(false);
  expect(areSameTargets([one], [one, two])).toBe(false);
});

it("orders only what goes", () => {
  const items = [item("deletes"), item("heldRunning"), item("untags"), item("gone"), item("heldByChildren")];
  const plan = { items, sum: { freed: 7, doubts: ["content"] } } as unknown as RemovalPlan;
  const order = orderOf(plan, { withContainers: false, force: false });
  expect(order.items.map(({ fate }) => fate)).toEqual(["deletes", "untags"]);
  expect([order.promised, order.exact]).toEqual([7, false]);
  expect(tally(items)).toEqual({ deletes: 1, untags: 0, held: 2, gone: 1 });
  expect(tally([item("untags")])).toEqual({ deletes: 0, untags: 1, held: 0, gone: 0 });
});

it("says how sure the bytes are", () => {
  expect(sureness([])).toBe("exactly");
  expect(sureness(["content", "sizes"])).toBe("about");
  expect(sureness(["content", "buildCache"])).toBe("atMost");
});
