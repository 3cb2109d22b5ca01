import { describe, expect, it } from "vitest";
import type { ImageRow } from "$/ipc/bindings";
import { barScale, filterImages, nameOf, referenceOf, sortImages, splitRepository, sumImages } from "./images";

const image = (repository: string | null, tag: string | null, id: string, more: Partial<ImageRow> = {}): ImageRow => ({
  key: `${repository}:${tag}@${id}`,
  id: `sha256:${id}`,
  repository,
  tag,
  digests: [],
  created: 0,
  size: 0,
  labels: {},
  ...more,
});

const api = image("ghcr.io/acme/api", "2.0", "aa01", { size: 30, created: 3, labels: { team: "Payments" } });
const old = image("ghcr.io/acme/api", "1.10", "bb02", { size: 20, created: 2 });
const older = image("ghcr.io/acme/api", "1.9", "cc03", { size: 25, created: 1 });
const bare = image(null, null, "dd04", { size: 90, created: 4 });
const rows = [old, bare, api, older];
const none = () => 0;
const tags = (list: readonly ImageRow[]) => list.map(({ tag }) => tag);

describe("names", () => {
  it("refers by tag where there is one, else by id", () => {
    expect(referenceOf(api)).toBe("ghcr.io/acme/api:2.0");
    expect(referenceOf(bare)).toBe("sha256:dd04");
    expect(nameOf(bare)).toBe("dd04");
  });
  it("splits the path from the name", () => {
    expect(splitRepository("ghcr.io/acme/api")).toEqual({ path: "ghcr.io/acme/", name: "api" });
    expect(splitRepository("redis")).toEqual({ path: "", name: "redis" });
  });
});

describe("filter", () => {
  it("wants every word, anywhere, in any case", () => {
    expect(filterImages(rows, "ACME 1.")).toEqual([old, older]);
    expect(filterImages(rows, "payments")).toEqual([api]);
    expect(filterImages(rows, "api:2.0")).toEqual([api]);
    expect(filterImages(rows, "dd04")).toEqual([bare]);
    expect(filterImages(rows, "<none>")).toEqual([bare]);
  });
  it("gives the same rows back when empty", () => expect(filterImages(rows, "  ")).toBe(rows));
});

describe("sort", () => {
  it("knows versions from text", () =>
    expect(tags(sortImages(rows, "tag", false, none))).toEqual([null, "1.9", "1.10", "2.0"]));
  it("by date, newest first", () =>
    expect(tags(sortImages(rows, "created", true, none))).toEqual([null, "2.0", "1.10", "1.9"]));
  it("by users, equal ones by name", () => {
    const users = (id: string) => (id === "sha256:cc03" ? 2 : 0);
    expect(tags(sortImages(rows, "inUse", true, users))).toEqual(["1.9", null, "1.10", "2.0"]);
  });
});

it("counts an image once, whatever its names", () => {
  const twice = [api, { ...api, key: "other", tag: "latest" }, old];
  expect(sumImages(twice, (id) => (id === old.id ? 2 : 0))).toEqual({
    count: 2,
    bytes: 50,
    unusedBytes: 30,
    containers: 2,
  });
});

it("scales bars without being flattened by a giant", () => {
  const many = [
    ...Array.from({ length: 19 }, (_, n) => image("a", String(n), `${n}`, { size: 10 })),
    image("b", "1", "z", { size: 1e9 }),
  ];
  expect(barScale(many)).toBe(10);
  expect(barScale([])).toBe(1);
});
