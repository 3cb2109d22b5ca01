import { expect, it } from "vitest";
import type { ContainerRow } from "$/ipc/bindings";
import { filterContainers, shortPorts, sortContainers } from "./containers";

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
