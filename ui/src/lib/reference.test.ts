import { describe, expect, it } from "vitest";
import cases from "../../../tests/fixtures/references.json";
import { parsePull, platformFault, referenceFault } from "./reference";

describe("a reference", () => {
  it.each(cases)("$rule: $text", ({ text, domain }) => {
    if (domain === undefined) expect(referenceFault(text)).not.toBeNull();
    else expect(referenceFault(text)).toBeNull();
  });

  it.each([
    ["", "empty"],
    ["re dis", "spaces"],
    ["Redis", "uppercase"],
    ["ghcr.io/Acme/api", "uppercase"],
    ["redis:", "shape"],
    ["redis:-x", "shape"],
    ["/redis", "shape"],
    ["a//b", "shape"],
    ["redis@sha256:abc", "shape"],
    ["-redis", "shape"],
    ["a".repeat(64), "identifier"],
    [`acme.com/${"a".repeat(256)}`, "long"],
  ])("%s is not: %s", (reference, kind) => expect(referenceFault(reference)?.kind).toBe(kind));
});

it("knows platforms", () => {
  expect(platformFault("linux/arm64/v8")).toBeNull();
  expect(platformFault("")).toBeNull();
  expect(platformFault("arm64")?.kind).toBe("platform");
});

describe("a pasted line", () => {
  it.each([
    ["redis:8", "redis:8", null],
    ["  docker pull redis:8\n", "redis:8", null],
    ["$ sudo docker image pull -q --platform linux/arm64 redis:8", "redis:8", "linux/arm64"],
    ["podman pull --platform=linux/386 quay.io/a/b", "quay.io/a/b", "linux/386"],
    ["docker", "docker", null],
  ])("%s", (line, reference, platform) => expect(parsePull(line)).toEqual({ reference, platform, fault: null }));

  it("says what it is not", () => {
    expect(parsePull("docker run redis").fault).toEqual({ kind: "notPull", command: "run" });
    expect(parsePull("docker pull -a redis").fault).toEqual({ kind: "flag", flag: "-a" });
    expect(parsePull("docker pull redis nginx").fault).toEqual({ kind: "spaces" });
  });
});
