import { describe, expect, it } from "vitest";
import type { ImageManifest, ImageRow } from "$/ipc/bindings";
import { imageLines, partsOf, type Arrangement } from "./image-lines";

const image = (
  repository: string | null,
  tag: string,
  id: string,
  size = 1,
  manifests: ImageManifest[] = [],
): ImageRow => ({
  key: `${repository}:${tag}@${id}`,
  id,
  repository,
  tag,
  digests: [],
  created: 0,
  size,
  labels: {},
  manifests,
});

const manifest = (digest: string, more: Partial<ImageManifest> = {}): ImageManifest => ({
  digest,
  kind: "image",
  platform: `linux/${digest}`,
  about: null,
  available: true,
  content: 1,
  unpacked: 2,
  ...more,
});

const rows = [image("a", "2", "x", 5), image("b", "1", "y", 8), image("a", "1", "x", 5), image(null, "", "z", 6)];
const plain: Arrangement = { grouped: false, closed: new Set(), opened: new Set(), sum: null };
const shape = (found: readonly { kind: string; key: string }[]) => found.map(({ kind, key }) => `${kind[0]} ${key}`);

describe("groups", () => {
  it("stand where the first of their rows stands", () => {
    const found = imageLines(rows, { ...plain, grouped: true });
    expect(shape(found)).toEqual(["g group a", "i a:2@x", "i a:1@x", "g group b", "i b:1@y", "g group ", "i null:@z"]);
  });
  it("are closed by name", () => {
    const found = imageLines(rows, { ...plain, grouped: true, closed: new Set(["a", ""]) });
    expect(shape(found)).toEqual(["g group a", "g group b", "i b:1@y", "g group "]);
  });
  it("are sorted by a sum in which an image counts once", () => {
    const sum = { of: "size", descending: true, users: () => 0 } as const;
    const found = imageLines(rows, { ...plain, grouped: true, closed: new Set(["a", "b", ""]), sum });
    expect(shape(found)).toEqual(["g group b", "g group ", "g group a"]);
  });
});

describe("parts", () => {
  const parts = [
    manifest("arm64", { available: false }),
    manifest("amd64"),
    manifest("att", { kind: "attestation", platform: null, about: "amd64" }),
    manifest("stray", { kind: "attestation", platform: null, about: "gone" }),
  ];
  const multi = image("m", "1", "i", 1, parts);
  it("has what is here first, and each platform before what is attested about it", () => {
    expect(partsOf(multi).map(({ digest }) => digest)).toEqual(["amd64", "att", "arm64", "stray"]);
    expect(partsOf(image("m", "1", "i", 1, [manifest("amd64")]))).toEqual([]);
  });
  it("stand beneath their image, once it is opened", () => {
    expect(imageLines([multi], plain).length).toBe(1);
    const found = imageLines([multi], { ...plain, opened: new Set([multi.key]) });
    expect(shape(found)[1]).toBe("p part amd64 m:1@i");
    expect(found.length).toBe(5);
  });
});

it("a row keeps its line", () => {
  expect(imageLines(rows, plain)[0]).toBe(imageLines([...rows], plain)[0]);
});
