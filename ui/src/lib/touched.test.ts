import { expect, it } from "vitest";
import type { ImageRow, TouchedImage } from "$/ipc/bindings";
import { announcedRows, touchedRows, touchedSince } from "./touched";

function row(name: string | null, id: string, created = 100, digests: string[] = []): ImageRow {
  const [repository = null, tag = null] = name?.split(":") ?? [];
  const key = `${repository ?? ""}:${tag ?? ""}@sha256:${id}`;
  return { key, id: `sha256:${id}`, repository, tag, digests, created, size: 1, labels: {}, manifests: [] };
}
const is = (...rows: ImageRow[]): TouchedImage => {
  const id = rows[0]?.id ?? "";
  return { subject: id, id, rows };
};
const gone = (subject: string): TouchedImage => ({ subject, id: null, rows: [] });
const keys = (rows: ImageRow[] | null) => rows?.map(({ key }) => key);

const a = row("a:1", "aa", 300);
const a2 = row("a:2", "aa", 300);
const b = row("b:1", "bb", 200);
const list = [a, a2, b];

it("takes what came, by age, and drops what went", () => {
  const c = row("c:1", "cc", 250);
  expect(touchedRows(list, [is(c), gone("sha256:bb")])).toEqual([a, a2, c]);
  expect(touchedRows([], [is(c)])).toEqual([c]);
  expect(touchedRows(list, [is(row("d:1", "dd", 10))])?.at(-1)?.repository).toBe("d");
  expect(touchedRows(list, [gone("sha256:xx")])).toEqual(list);
  expect(touchedRows(list, [])).toEqual(list);
});

it("takes the names that an image has now, where its rows are", () => {
  const more = row("a:3", "aa", 300);
  expect(keys(touchedRows(list, [is(a, a2, more)]))).toEqual([more.key, a.key, a2.key, b.key]);
  expect(touchedRows(list, [is(a)])).toEqual([a, b]);
  const signed = row("b:1", "bb", 200, ["b@sha256:11"]);
  expect(touchedRows(list, [is(signed)])).toEqual([a, a2, signed]);
});

it("moves a name from one image to another", () => {
  const moved = row("a:2", "bb", 200);
  expect(keys(touchedRows(list, [is(b, moved)]))).toEqual([a.key, moved.key, b.key]);
  expect(
    touchedRows([a, b], [is(row("a:1", "bb", 200), b)]),
    "what is left of its image only the list tells",
  ).toBeNull();
  expect(keys(touchedRows([a, b], [is(row("a:1", "bb", 200), b), gone("sha256:aa")]))).toEqual([
    "a:1@sha256:bb",
    b.key,
  ]);
});

it("leaves to the engine what it can't know", () => {
  expect(touchedRows(list, [is(row(null, "cc"))])).toBeNull();
  expect(touchedRows(list, [gone("a:1")])).toBeNull();
});

it("takes one answer after the other, of each image the last", () => {
  const [x1, latestX] = [row("x:1", "c1", 400), row("x:latest", "c1", 400)];
  const [x2, latestY] = [row("x:2", "c2", 500), row("x:latest", "c2", 500)];
  const after = touchedSince(list, [[is(x1, latestX)], [is(x2, latestY)]]);
  expect(keys(after)).toEqual([latestY.key, x2.key, x1.key, a.key, a2.key, b.key]);
  expect(touchedSince(list, [[is(x1)], [gone("sha256:c1")]])).toEqual(list);
  expect(touchedSince(list, [[gone("x:1")], [is(x1)]])).toBeNull();
  expect(touchedSince(list, [])).toEqual(list);
});

it("shows what events said themselves", () => {
  const tagged = (id: string, name: string) => ({ is: "tagged", id: `sha256:${id}`, name }) as const;
  const after = (...said: Parameters<typeof announcedRows>[1]) => keys([...announcedRows(list, said)]);
  const more = "reg.test:5000/b:2";
  expect(after(tagged("bb", more))).toEqual([a.key, a2.key, `${more}@${b.id}`, b.key]);
  expect(announcedRows(list, [tagged("bb", more)])[2]).toMatchObject({ repository: "reg.test:5000/b", tag: "2" });
  expect(announcedRows(list, [tagged("bb", "b:1")])).toBe(list);
  expect(after(tagged("bb", "a:2"))).toEqual([a.key, row("a:2", "bb").key, b.key]);
  expect(after({ is: "untagged", id: a.id, name: "a:1" })).toEqual([a2.key, b.key]);
  expect(after({ is: "untagged", id: a.id, name: "a:1" }, { is: "deleted", id: a.id })).toEqual([b.key]);
  expect(after(tagged("aa", "x:1"), { is: "untagged", id: a.id, name: "x:1" })).toEqual(keys(list));
});

it("leaves to the engine what an event does not say", () => {
  const same = (said: Parameters<typeof announcedRows>[1], rows = list) => expect(announcedRows(rows, said)).toBe(rows);
  same([{ is: "tagged", id: "sha256:new", name: "new:1" }]);
  same([{ is: "tagged", id: a.id, name: "b:1" }]);
  same([{ is: "untagged", id: b.id, name: "b:1" }]);
  same([{ is: "untagged", id: b.id, name: "a:1" }]);
  same([{ is: "tagged", id: "sha256:cc", name: "c:1" }], [a, row(null, "cc")]);
});
