import { describe, expect, it } from "vitest";
import cases from "../../../tests/fixtures/references.json";
import { parsePull, platformFault, referenceFault, sortTags, tagTyped } from "./reference";

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
    ["docker pull \\  --platform 'linux/arm64' \\ \"redis:8\"", "redis:8", "linux/arm64"],
    ['docker pull --platform="linux/386" redis', "redis", "linux/386"],
    ["docker", "docker", null],
  ])("%s", (line, reference, platform) => expect(parsePull(line)).toEqual({ reference, platform, fault: null }));

  it("says what it is not", () => {
    expect(parsePull("docker run redis").fault).toEqual({ kind: "notPull", command: "run" });
    expect(parsePull("docker pull -a redis").fault).toEqual({ kind: "flag", flag: "-a" });
    expect(parsePull("docker pull redis nginx").fault).toEqual({ kind: "spaces" });
  });
});

describe("a tag that is being typed", () => {
  it.each([
    ["redis:", { repository: "redis", tag: "" }],
    ["ghcr.io/acme/api:1.", { repository: "ghcr.io/acme/api", tag: "1." }],
    ["localhost:5000/a:x", { repository: "localhost:5000/a", tag: "x" }],
  ])("%s", (text, begun) => expect(tagTyped(text)).toEqual(begun));
  it.each(["redis", "localhost:50", "127.0.0.1:5000", "ghcr.io:443/acme", "Redis:", "a@sha256:00", ":x"])(
    "%s has none",
    (text) => expect(tagTyped(text)).toBeNull(),
  );
  it("is looked for among the newest", () =>
    expect(sortTags(["1.10", "1.9", "latest", "alpine", "2"])).toEqual(["latest", "alpine", "2", "1.10", "1.9"]));
});
