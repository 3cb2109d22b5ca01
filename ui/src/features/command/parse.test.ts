import { describe, expect, it } from "vitest";
import { closest } from "./closest";
import { lastWord, parse } from "./parse";
import { split } from "./split";

const words = (line: string) => split(line).words.map(({ text }) => text);

describe("a line is split as a shell splits it", () => {
  it.each([
    ["docker  inspect\tweb", ["docker", "inspect", "web"]],
    [`inspect 'my web' "a b"c`, ["inspect", "my web", "a bc"]],
    ["my\\ web", ["my web"]],
    [`"a\\"b" 'a\\b' "a\\b"`, ['a"b', "a\\b", "a\\b"]],
    ["''", [""]],
    ["   ", []],
  ])("%s", (line, expected) => expect(words(line)).toEqual(expected));

  it("knows a quotation mark that is not closed", () => {
    expect(split("inspect 'web").open).toBe(true);
    expect(parse("docker inspect 'web")).toEqual({ is: "fault", fault: { kind: "unclosed" } });
  });
});

describe("what a line asks for", () => {
  it.each([
    ["docker inspect web", null, ["web"]],
    ["$ sudo docker inspect web db", null, ["web", "db"]],
    ["podman inspect web", null, ["web"]],
    ["inspect web", null, ["web"]],
    ["docker inspect --type volume data", "volume", ["data"]],
    ["docker inspect --type=image redis:8", "image", ["redis:8"]],
    ["docker inspect -s web", null, ["web"]],
    ["docker image inspect redis:8", "image", ["redis:8"]],
    ["docker container inspect web", "container", ["web"]],
    ["docker volume inspect data", "volume", ["data"]],
    ["docker network inspect 'my net'", "network", ["my net"]],
    ["docker inspect", null, []],
  ])("%s", (line, kind, names) => expect(parse(line)).toEqual({ is: "inspect", kind, names }));

  it.each([
    ["docker images", "images"],
    ["docker image ls -a", "images"],
    ["docker ps -a", "containers"],
    ["docker ps --all", "containers"],
    ["docker container ls", "containers"],
  ])("%s", (line, place) => expect(parse(line)).toEqual({ is: "place", place }));

  it("pulls", () => {
    expect(parse("docker pull --platform linux/arm64 redis:8")).toEqual({
      is: "pull",
      reference: "redis:8",
      platform: "linux/arm64",
      line: "docker pull --platform linux/arm64 redis:8",
    });
    expect(parse("docker pull")).toEqual({ is: "fault", fault: { kind: "unnamedPull" } });
  });

  it("compares two", () => {
    expect(parse("compare redis:7 redis:8")).toEqual({ is: "compare", names: ["redis:7", "redis:8"] });
    expect(parse("compare redis:7 ")).toEqual({ is: "compare", names: ["redis:7"] });
    expect(parse("compare")).toEqual({ is: "name", text: "compare" });
    expect(parse("compare a b c")).toEqual({ is: "fault", fault: { kind: "twoOnly" } });
    expect(parse("compare -x a")).toEqual({ is: "fault", fault: { kind: "unknownFlag", what: "-x" } });
  });

  it("takes anything else for a name", () => {
    expect(parse("couch")).toEqual({ is: "name", text: "couch" });
    expect(parse("docker")).toEqual({ is: "name", text: "docker" });
    expect(parse("  ")).toEqual({ is: "nothing" });
  });

  it("removes and cleans up, after the dialog", () => {
    expect(parse("docker rmi -f redis a:1")).toEqual({ is: "remove", names: ["redis", "a:1"] });
    expect(parse("docker image rm redis")).toEqual({ is: "remove", names: ["redis"] });
    expect(parse("docker image prune")).toEqual({ is: "prune", start: {} });
    expect(parse("docker image prune -af --filter until=240h --filter=label!=keep=yes")).toEqual({
      is: "prune",
      start: { which: "unused", olderThanDays: 10, keepLabel: "keep=yes" },
    });
  });

  it.each([
    ["docker kill redis", { kind: "unknown", what: "docker kill" }],
    ["docker rmi --no-prune redis", { kind: "unknownFlag", what: "--no-prune" }],
    ["docker image prune --filter dangling=false", { kind: "unknownFlag", what: "--filter dangling=false" }],
    ["docker network rm x", { kind: "unknown", what: "docker network rm" }],
    ["docker inspect --type pod x", { kind: "unknownType", what: "pod" }],
    ["docker inspect -f {{.Id}} x", { kind: "unknownFlag", what: "-f" }],
    ["docker ps --filter x", { kind: "unknownFlag", what: "--filter" }],
  ])("says what it does not understand: %s", (line, fault) => expect(parse(line)).toEqual({ is: "fault", fault }));
});

it("knows the word that is being typed", () => {
  expect(lastWord("docker inspect we")).toEqual({ before: "docker inspect ", text: "we" });
  expect(lastWord("docker inspect ")).toEqual({ before: "docker inspect ", text: "" });
  expect(lastWord("inspect 'my w")).toEqual({ before: "inspect ", text: "my w" });
});

it("finds names that are nearly so", () => {
  const names = ["couchdb:latest", "ghcr.io/acme/billing-api:1", "redis:8", "web"];
  expect(closest(names, (name) => name, "cuochdb", 3)).toEqual(["couchdb:latest"]);
  expect(closest(names, (name) => name, "biling-api", 3)).toEqual(["ghcr.io/acme/billing-api:1"]);
  expect(closest(names, (name) => name, "something", 3)).toEqual([]);
});
