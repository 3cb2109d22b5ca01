import { expect, it } from "vitest";
import type { ContainerRow } from "$/ipc/bindings";
import { exitedWith, filterContainers, shortPorts, sortContainers } from "./containers";

const row = (name: string, more: Partial<ContainerRow> = {}): ContainerRow => ({
  id: `${name}-id`,
  name,
  image: "redis:8",
  imageId: "sha256:1",
  command: "",
  created: 0,
  state: "running",
  status: "",
  ports: [],
  ...more,
});

const rows = [row("web-10", { state: "exited" }), row("web-2", { image: "nginx" }), row("db", { state: "paused" })];
const names = (list: readonly ContainerRow[]) => list.map(({ name }) => name);

it("filters by every word", () => {
  expect(names(filterContainers(rows, "web nginx"))).toEqual(["web-2"]);
  expect(names(filterContainers(rows, "EXITED"))).toEqual(["web-10"]);
});

it("sorts names by their numbers and states by life", () => {
  expect(names(sortContainers(rows, "name", false))).toEqual(["db", "web-2", "web-10"]);
  expect(names(sortContainers(rows, "state", false))).toEqual(["web-2", "db", "web-10"]);
});

it("says a port once", () => {
  expect(
    shortPorts(["0.0.0.0:5984->5984/tcp", "[::]:5984->5984/tcp", ":::80->80/tcp", "127.0.0.1:1->1/tcp", "4369/tcp"]),
  ).toEqual(["5984->5984/tcp", "80->80/tcp", "127.0.0.1:1->1/tcp", "4369/tcp"]);
});

it("tells a container that failed from one that was stopped", () => {
  const ended = (status: string) => exitedWith(row("web", { state: "exited", status }));
  expect(ended("Exited (1) 3 minutes ago")).toBe(1);
  expect(ended("Exited (127) About a minute ago")).toBe(127);
  for (const code of [0, 130, 137, 143]) expect(ended(`Exited (${code}) 1 second ago`)).toBeNull();
  expect(exitedWith(row("web", { status: "Up 2 hours" }))).toBeNull();
});
