/** Order, names and groups of the dock's tabs. */
import { beforeEach, expect, it } from "vitest";
import { dockLayout, MOST_PANES } from "./dock-layout.svelte";

const tabs = (...keys: string[]) => keys.map((key) => ({ key }));
const keys = (...all: string[]) => dockLayout.arranged(tabs(...all)).map(({ key }) => key);
const group = (key: string) => dockLayout.groupOf(key)?.panes.map((pane) => pane.key);
const shares = (key: string) => dockLayout.groupOf(key)?.panes.map((pane) => pane.share);

beforeEach(() => dockLayout.reset());

it("keeps tabs in the order a person gave them, new ones last", () => {
  expect(keys("1", "2", "3")).toEqual(["1", "2", "3"]);
  dockLayout.move(["1", "2", "3"], "3", 0);
  expect(keys("1", "2", "3", "logs-1")).toEqual(["3", "1", "2", "logs-1"]);
  dockLayout.move(["3", "1", "2", "logs-1"], "3", 9);
  expect(keys("1", "2", "3", "logs-1")).toEqual(["1", "2", "logs-1", "3"]);
  dockLayout.forget("2");
  expect(keys("1", "3", "logs-1")).toEqual(["1", "logs-1", "3"]);
});

it("gives names and takes them back", () => {
  dockLayout.rename("1", "  build ");
  expect(dockLayout.title("1")).toBe("build");
  dockLayout.rename("1", " ");
  expect(dockLayout.title("1")).toBeUndefined();
});

it("keeps the numbers of tabs until they are named or gone", () => {
  dockLayout.keepNumbers({ "1": 1, "2": 2, "3": 3 });
  // Of those that have not come yet nothing is said.
  dockLayout.keepNumbers({ "1": 1 });
  dockLayout.rename("3", "build");
  dockLayout.rename("1", "");
  expect(["1", "2", "3"].map(dockLayout.number)).toEqual([1, 2, undefined]);
  dockLayout.keepNumbers({ "7": 3 });
  dockLayout.inherit("2", "7");
  dockLayout.forget("1");
  expect(["1", "2", "7"].map(dockLayout.number)).toEqual([undefined, undefined, 2]);
  expect(JSON.parse(sessionStorage.getItem("quayside.dockLayout") ?? "")).toMatchObject({ numbers: { "7": 2 } });
});

it("shows sessions together until one is left", () => {
  dockLayout.join("2", "1", "row");
  dockLayout.join("3", "1", "row");
  expect(group("2")).toEqual(["1", "3", "2"]);
  dockLayout.join("4", "2", "column");
  expect(dockLayout.groupOf("1")?.direction).toBe("column");
  dockLayout.join("5", "1", "row");
  expect(group("1")?.length).toBe(MOST_PANES);
  dockLayout.leave("3");
  dockLayout.forget("2");
  expect(group("1")).toEqual(["1", "4"]);
  dockLayout.leave("4");
  expect(group("1")).toBeUndefined();
});

it("takes a tab along from another group", () => {
  dockLayout.join("2", "1", "row");
  dockLayout.join("4", "3", "row");
  dockLayout.join("2", "3", "column");
  expect(group("3")).toEqual(["3", "2", "4"]);
  expect(group("1")).toBeUndefined();
});

it("moves the line between two panes and no other", () => {
  dockLayout.join("2", "1", "row");
  dockLayout.join("3", "2", "row");
  dockLayout.share("2", 1.5);
  expect(shares("1")).toEqual([0.5, 1.5, 1]);
  dockLayout.share("2", 9);
  expect(shares("1")).toEqual([0, 2, 1]);
  dockLayout.even("2");
  expect(shares("1")).toEqual([1, 1, 1]);
});

it("is the same in a page that is loaded again, and for what is opened again", () => {
  dockLayout.rename("1", "build");
  dockLayout.move(["1", "2"], "2", 0);
  dockLayout.join("2", "1", "column");
  dockLayout.inherit("1", "7");
  expect([keys("2", "7"), dockLayout.title("7"), group("7")]).toEqual([["2", "7"], "build", ["7", "2"]]);
  expect(JSON.parse(sessionStorage.getItem("quayside.dockLayout") ?? "")).toMatchObject({ titles: { "7": "build" } });
});
