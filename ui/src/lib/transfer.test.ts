import { describe, expect, it } from "vitest";
import type { ImageRow } from "$/ipc/bindings";
import { commitLine, importLine, isChange, isOfficial, named, nameFault, namesToGive, repositoryOf } from "./transfer";

const row = (repository: string | null, tag: string | null, id: string): ImageRow =>
  ({
    key: `${repository}:${tag}@${id}`,
    id,
    repository,
    tag,
    digests: [],
    created: 0,
    size: 1,
    labels: {},
    manifests: [],
  }) as ImageRow;

const rows = [
  row("busybox", "latest", "sha256:aa"),
  row("ghcr.io/acme/api", "1.0", "sha256:bb"),
  row("127.0.0.1:5000/tools", "3", "sha256:cc"),
  row(null, null, "sha256:dd"),
];

describe("names to give", () => {
  it("know the registry that they lead to", () => {
    expect(repositoryOf("busybox")).toEqual({ registry: "docker.io", path: "library/busybox" });
    expect(repositoryOf("acme/api")).toEqual({ registry: "docker.io", path: "acme/api" });
    expect(repositoryOf("localhost/a/b")).toEqual({ registry: "localhost", path: "a/b" });
    expect(repositoryOf("127.0.0.1:5000/tools")).toEqual({ registry: "127.0.0.1:5000", path: "tools" });
    expect(isOfficial("busybox")).toBe(true);
    expect(isOfficial("me/busybox")).toBe(false);
  });

  it("are judged as the engine judges them", () => {
    expect(nameFault("acme/api:1")).toBeNull();
    expect(nameFault(`a@sha256:${"f".repeat(64)}`)).toBe("digest");
    expect(nameFault("Acme")).toBe("uppercase");
    expect(nameFault("a:")).toBe("shape");
    expect(nameFault("")).toBe("empty");
  });

  it("find the image that has them now", () => {
    expect(named(rows, "docker.io/library/busybox")?.id).toBe("sha256:aa");
    expect(named(rows, "127.0.0.1:5000/tools:3")?.id).toBe("sha256:cc");
    expect(named(rows, "127.0.0.1:5000/tools")).toBeUndefined();
  });

  it("are offered from what is known", () => {
    const image = rows[0] as ImageRow;
    expect(namesToGive(rows, image, "", 9)).toEqual([
      "ghcr.io/busybox:latest",
      "127.0.0.1:5000/busybox:latest",
      "busybox:",
      "ghcr.io/acme/api:",
      "127.0.0.1:5000/tools:",
    ]);
    expect(namesToGive(rows, image, "acme", 9)).toEqual(["ghcr.io/acme/api:"]);
    expect(namesToGive(rows, image, "127", 1)).toEqual(["127.0.0.1:5000/busybox:latest"]);
  });
});

describe("command lines", () => {
  it("read as docker documents them", () => {
    const spec = { reference: "a/b:1", author: "", message: "with tools", pause: false, changes: ['CMD ["sh"]', " "] };
    expect(commitLine({ container: "c", ...spec }, "web")).toBe(
      `docker commit --message 'with tools' --pause=false --change 'CMD ["sh"]' web a/b:1`,
    );
    expect(importLine({ reference: "", message: "", platform: "linux/arm64", changes: [] }, "root.tar")).toBe(
      "docker import --platform linux/arm64 root.tar",
    );
  });

  it("take the instructions that change parameters", () => {
    expect(isChange("ENV A=b")).toBe(true);
    expect(isChange('cmd ["sh"]')).toBe(true);
    expect(isChange("RUN make")).toBe(false);
    expect(isChange("CMD")).toBe(false);
  });
});
