import { describe, expect, it } from "vitest";
import type { ImageRow } from "$/ipc/bindings";
import {
  barScale,
  digestOf,
  keyName,
  nameOf,
  referenceOf,
  registryOf,
  sortImages,
  splitRepository,
  sumImages,
} from "./images";

const image = (repository: string | null, tag: string | null, id: string, more: Partial<ImageRow> = {}): ImageRow => ({
  key: `${repository}:${tag}@${id}`,
  id: `sha256:${id}`,
  repository,
  tag,
  digests: [],
  created: 0,
  size: 0,
  labels: {},
  manifests: [],
  ...more,
});

const api = image("ghcr.io/acme/api", "2.0", "aa01", { size: 30, created: 3, labels: { team: "Payments" } });
const old = image("ghcr.io/acme/api", "1.10", "bb02", { size: 20, created: 2 });
const older = image("ghcr.io/acme/api", "1.9", "cc03", { size: 25, created: 1 });
const bare = image(null, null, "dd04", { size: 90, created: 4 });
const rows = [old, bare, api, older];
const none = { users: () => 0, platform: () => undefined, update: () => undefined };
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

describe("registries and digests", () => {
  it("are told from names as an engine tells them", () => {
    const of = (repository: string) => registryOf({ repository });
    expect(["nginx", "acme/api", "localhost/x", "localhost:5000/x", "ghcr.io/acme/api", "Host/x"].map(of)).toEqual([
      "docker.io",
      "docker.io",
      "localhost",
      "localhost:5000",
      "ghcr.io",
      "Host",
    ]);
    expect(registryOf(bare)).toBe(null);
    expect(digestOf({ repository: "a", digests: ["b@sha256:1", "a@sha256:2"] })).toBe("sha256:2");
    expect(digestOf(api)).toBe(null);
  });
});

it("a row's key has its name", () => {
  expect(keyName("reg.test:5000/a/b:1.2@sha256:0a")).toBe("reg.test:5000/a/b:1.2");
  for (const key of [":@sha256:0a", "reg.test:5000/a:@sha256:0a", "group a:1", "part sha256:0b a:1@sha256:0a"])
    expect(keyName(key), key).toBeNull();
});

describe("sort", () => {
  it("knows versions from text", () =>
    expect(tags(sortImages(rows, "tag", false, none))).toEqual([null, "1.9", "1.10", "2.0"]));
  it("by date, newest first", () =>
    expect(tags(sortImages(rows, "created", true, none))).toEqual([null, "2.0", "1.10", "1.9"]));
  it("by what registries said, what can be fetched first", () => {
    const update = ({ tag }: ImageRow) => (tag === "1.10" ? "newer" : tag === "2.0" ? "upToDate" : undefined);
    expect(tags(sortImages(rows, "update", true, { ...none, update }))).toEqual(["1.10", "2.0", null, "1.9"]);
  });
  it("by platform, registry and digest", () => {
    const platform = ({ tag }: ImageRow) => (tag === "1.9" ? "linux/arm64" : undefined);
    expect(tags(sortImages(rows, "platform", true, { ...none, platform }))[0]).toBe("1.9");
    expect(tags(sortImages(rows, "registry", true, none)).at(-1)).toBe(null);
  });
  it("by id as it is written, not by the numbers in it", () => {
    const ids = ["sha256:9f", "sha256:10a", "sha256:1f", "sha256:0b"];
    const many = ids.map((id, at) => ({ ...image(`r${at}`, "1", "x"), id }));
    expect(sortImages(many, "id", false, none).map(({ id }) => id)).toEqual([...ids].sort());
  });
  it("is the same however often and by whatever it was sorted before", () => {
    const texts = (column: "repository" | "digest") => {
      const many = Array.from({ length: 200 }, (_, at) => image(`r${at % 90}`, `${at}`, `${at}`));
      for (const by of ["tag", "digest", "registry", "repository", "id"] as const) sortImages(many, by, true, none);
      return sortImages(many, column, false, none).map(({ repository }) => repository);
    };
    const numbers = texts("repository").map((name) => Number(name?.slice(1)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(texts("digest"), "no digest: by name").toEqual(texts("repository"));
  });
  it("by users, equal ones by name", () => {
    const users = (id: string) => (id === "sha256:cc03" ? 2 : 0);
    expect(tags(sortImages(rows, "inUse", true, { ...none, users }))).toEqual(["1.9", null, "1.10", "2.0"]);
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
