import { expect, it } from "vitest";
import type { Subject } from "./bindings";
import { memoryDocuments } from "./memory-documents";

let world: Record<string, unknown> = {};
const documents = memoryDocuments(({ kind, name }: Subject) => {
  const found = world[`${kind} ${name}`];
  if (found === undefined) throw { code: `${kind}NotFound`, message: `No such ${kind}: ${name}`, detail: null };
  return JSON.stringify(found);
});
const image: Subject = { kind: "image", name: "a" };

it("opens with rows, filters them and shows secrets when asked", async () => {
  world = { "image a": { Id: "x", Empty: "", Config: { Env: ["API_TOKEN=t", "LANG=C"], Labels: {} } } };
  const { info, rows, path } = await documents.documentOpen(image, 3);
  expect(info.origin).toEqual({ is: "object", subject: image });
  expect(rows.rows.map(({ pointer }) => pointer)).toEqual(["", "/Id", "/Empty"]);
  expect(path?.pointer).toBe("");
  await documents.documentExpand(info.id, { what: "all" });
  await documents.documentFilter(info.id, { matchesOnly: false, hideDefaults: true });
  const all = async () => (await documents.documentRows(info.id, 0, 100)).rows;
  expect((await all()).map(({ pointer }) => pointer)).toEqual([
    "",
    "/Id",
    "/Config",
    "/Config/Env",
    "/Config/Env/0",
    "/Config/Env/1",
  ]);
  expect((await all())[4]).toMatchObject({ secret: "hidden", value: { text: "API_TOKEN=••••••••" } });
  expect(await documents.documentCopy(info.id, { node: 0, state: 0 }, "json", false)).toMatchObject({ masked: 1 });
  await documents.documentReveal(info.id, null, true);
  expect((await all())[4]).toMatchObject({ secret: "shown", value: { text: "API_TOKEN=t" } });
});

it("remembers its states, and compares with them", async () => {
  world = { "image a": { Size: 1 } };
  const { info } = await documents.documentOpen(image, 0);
  world = { "image a": { Size: 2 } };
  const refreshed = await documents.documentRefresh(info.id, { node: 0, state: 0 });
  expect([refreshed.changed, refreshed.info.changes]).toEqual([true, 1]);
  const [change] = await documents.documentChanges(info.id);
  expect(change?.changes).toMatchObject([{ difference: "changed", pointer: "/Size" }]);
  const [first] = await documents.documentMoments(info.id);
  const opened = await documents.compareOpen(
    { from: "moment", id: info.id, number: first?.number ?? -1 },
    { from: "document", id: info.id },
  );
  expect([opened.info.differences, opened.info.left.moment, opened.info.right.moment]).toEqual([1, first, null]);
  await documents.documentClose(info.id);
  expect((await documents.compareRefresh(opened.info.id)).info.differences).toBe(1);
});

it("finds what a name means, and what fields hold", async () => {
  world = { "container x": { A: 1 }, "image x": { A: { b: 1 } }, "volume x": {} };
  const kinds = (await documents.inspectResolve("x", null)).map(({ kind }) => kind);
  expect(kinds).toEqual(["container", "image", "volume"]);
  expect(await documents.inspectResolve("y", null)).toEqual([]);
  const [there, gone] = await documents.inspectFields("container", ["x", "gone"], ["/A", "/B"]);
  expect(there?.values).toMatchObject([{ number: 1 }, null]);
  expect(gone?.values).toEqual([null, null]);
});

it("completes paths in the spelling that is typed", async () => {
  world = { "image a": { Config: { User: "u", "a.b/c": 1, Env: ["A=1"] }, Created: "" } };
  const { info } = await documents.documentOpen(image, 0);
  const paths = async (typed: string) => (await documents.documentComplete(info.id, typed)).map(({ path }) => path);
  expect(await paths("")).toEqual([".Config", ".Created"]);
  expect(await paths(".c")).toEqual([".Config", ".Created"]);
  expect(await paths(".Config.Us")).toEqual([".Config.User"]);
  expect(await paths('.Config["a.')).toEqual(['.Config["a.b/c"]']);
  expect(await paths("/Config/a")).toEqual(["/Config/a.b~1c"]);
  expect(await paths(".Config.Env[")).toEqual([".Config.Env[0]"]);
  expect(await paths("{{.Config.Us")).toEqual(["{{.Config.User}}"]);
  expect(await paths(".Config")).toEqual([".Config.User", '.Config["a.b/c"]', ".Config.Env"]);
});
