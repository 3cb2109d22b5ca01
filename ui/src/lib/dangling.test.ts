import { expect, it } from "vitest";
import type { EngineInfo, ImageRow } from "$/ipc/bindings";
import { countsDigests, danglingAmong } from "./dangling";

const row = (id: string, repository: string | null, tag: string | null) =>
  ({ key: `${repository}:${tag}@${id}`, id, repository, tag }) as ImageRow;

const rows = [
  row("tagged", "a", "1"),
  row("tagged", "b", null),
  row("by-digest", "a", null),
  row("by-digest", "c", null),
  row("nameless", null, null),
];
const of = (digests: boolean) => rows.filter(danglingAmong(rows, digests)).map(({ key }) => key);

it("counts images that only digests name where the engine does", () => {
  expect(of(true)).toEqual(["a:null@by-digest", "c:null@by-digest", "null:null@nameless"]);
  expect(of(false)).toEqual(["null:null@nameless"]);
});

it("knows the engines that do", () => {
  const engine = (product: string, containerdStore: boolean) =>
    countsDigests({ product, containerdStore } as EngineInfo);
  expect([engine("Docker", false), engine("Docker", true), engine("Podman", false)]).toEqual([true, false, false]);
});
