import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import type { FieldValue, ObjectFields } from "$/ipc/bindings";
import { Fields } from "./fields.svelte";

interface Question {
  names: string[];
  pointers: string[];
  answer: (said?: string) => void;
  fail: () => void;
}

let asked: Question[];
let fields: Fields;

const text = (words: string): FieldValue => ({
  kind: "string",
  value: { text: words, truncated: false, marks: [] },
  children: 0,
  number: null,
  hint: null,
  secret: "none",
});

beforeEach(() => {
  asked = [];
  fields = new Fields("container");
  const inspectFields = (_: string, names: string[], pointers: string[]) =>
    new Promise<ObjectFields[]>((resolve, reject) => {
      const answer = (said = "") =>
        resolve(names.map((name) => ({ name, values: pointers.map((pointer) => text(`${name}${pointer}${said}`)) })));
      const fail = () => reject({ code: "engineLost", message: "gone", detail: null });
      asked.push({ names, pointers, answer, fail });
    });
  setBackend({ inspectFields } as unknown as Backend);
});

afterEach(() => vi.useRealTimers());

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `c${from + n}`);
const said = (id: string, pointer: string) => fields.value(id, pointer)?.value?.text;
const question = (n: number): Question => asked[n] as Question;

async function answered(n: number, what = "") {
  question(n).answer(what);
  await settle();
}

it("asks for what is in sight at once, with all its fields", async () => {
  for (const id of ids(0, 3)) for (const pointer of ["/a", "/b"]) fields.watch(id, pointer);
  await settle();
  expect(asked.map(({ names, pointers }) => [names, pointers])).toEqual([
    [
      ["c0", "c1", "c2"],
      ["/a", "/b"],
    ],
  ]);
  expect(fields.value("c0", "/a")).toBeUndefined();
  await answered(0);
  expect(said("c1", "/b")).toBe("c1/b");
  expect(asked.length).toBe(1);
});

it("asks in batches, one at a time, the newest request first", async () => {
  for (const id of ids(0, 60)) fields.watch(id, "/a");
  await settle();
  expect(question(0).names).toEqual(ids(0, 50));
  for (const id of ids(100, 105)) fields.watch(id, "/a");
  await settle();
  expect(asked.length).toBe(1);
  await answered(0);
  expect(question(1).names).toEqual([...ids(100, 105), ...ids(50, 60)]);
  await answered(1);
  expect(asked.length).toBe(2);
});

it("does not ask for what has gone out of sight meanwhile", async () => {
  fields.watch("c0", "/a");
  await settle();
  const leave = fields.watch("c1", "/a");
  leave();
  await answered(0);
  expect(asked.length).toBe(1);
});

it("asks nothing twice", async () => {
  const leave = fields.watch("c0", "/a");
  await settle();
  await answered(0);
  leave();
  fields.watch("c0", "/a");
  fields.watch("c0", "/b");
  await settle();
  expect(question(1).pointers).toEqual(["/b"]);
});

it("keeps what it showed until its successor is here", async () => {
  fields.watch("c0", "/a");
  fields.watch("gone", "/a")();
  await settle();
  await answered(0);
  fields.refresh();
  await settle();
  expect(question(1).names).toEqual(["c0"]);
  expect(said("c0", "/a")).toBe("c0/a");
  await answered(1, " new");
  expect(said("c0", "/a")).toBe("c0/a new");
});

it("asks again for what changed while it was asked", async () => {
  fields.watch("c0", "/a");
  await settle();
  fields.refresh();
  await answered(0, " old");
  expect(asked.length).toBe(2);
  await answered(1, " new");
  expect(said("c0", "/a")).toBe("c0/a new");
});

it("asks an image only about its names again", async () => {
  fields = new Fields("image");
  fields.watch("c0", "/Config/User");
  fields.watch("c0", "/RepoTags");
  await settle();
  await answered(0);
  fields.refresh();
  await settle();
  expect(question(1).pointers).toEqual(["/RepoTags"]);
});

it("gathers all values for an order, after those in sight", async () => {
  fields.gather({ ids: ids(0, 70), pointers: ["/a"] });
  fields.watch("c69", "/a");
  await settle();
  expect(question(0).names).toEqual(["c69"]);
  await answered(0);
  expect(question(1).names).toEqual(ids(0, 50));
  expect(fields.knows(ids(0, 70), ["/a"])).toBe(false);
  await answered(1);
  expect(question(2).names).toEqual(ids(50, 69));
  await answered(2);
  expect(fields.knows(ids(0, 70), ["/a"])).toBe(true);
  expect(asked.length).toBe(3);
});

it("says why it knows nothing, and asks again when the engine is back", async () => {
  fields.watch("c0", "/a");
  await settle();
  question(0).fail();
  await settle();
  expect(fields.error?.code).toBe("engineLost");
  expect(asked.length).toBe(1);
  fields.refresh();
  await settle();
  await answered(1);
  expect(fields.error).toBeNull();
  expect(said("c0", "/a")).toBe("c0/a");
});

it("asks again by itself after a while", async () => {
  vi.useFakeTimers();
  fields.watch("c0", "/a");
  await vi.advanceTimersByTimeAsync(0);
  question(0).fail();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(asked.length).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.length).toBe(2);
});

it("forgets what another engine said", async () => {
  fields.watch("c0", "/a");
  await settle();
  fields.forget();
  await answered(0, " of the other");
  expect(asked.length).toBe(2);
  await answered(1);
  expect(said("c0", "/a")).toBe("c0/a");
});

it("lets go of what is not there any more", async () => {
  for (const id of ids(0, 50)) fields.watch(id, "/a")();
  for (const id of ids(0, 120)) fields.watch(id, "/a");
  await settle();
  for (let n = 0; n < 3; n += 1) await answered(n);
  fields.only(ids(0, 10));
  expect([said("c9", "/a"), said("c100", "/a")]).toEqual(["c9/a", undefined]);
});
