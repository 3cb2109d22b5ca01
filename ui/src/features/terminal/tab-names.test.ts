/** The numbers that tell tabs apart. */
import { expect, it } from "vitest";
import { nameTabs, type Nameable } from "./tab-names";

const own = (name: string) => (number: number) => (number > 1 ? `${name} ${number}` : name);
const tab = (key: string, name: string, more: Partial<Nameable> = {}): Nameable => ({
  key,
  given: undefined,
  kept: undefined,
  own: own(name),
  ...more,
});
const titles = (...tabs: Nameable[]) => [...tabs].map(({ key }) => nameTabs(tabs).get(key)?.title);

it("leaves the first its plain title, and counts the others", () => {
  expect(titles(tab("1", "web"), tab("2", "db"), tab("3", "web"), tab("4", "web"))).toEqual([
    "web",
    "db",
    "web 2",
    "web 3",
  ]);
});

it("gives a new tab the smallest number that is free, and no other another one", () => {
  const [second, third] = [tab("2", "web", { kept: 2 }), tab("3", "web", { kept: 3 })];
  expect(titles(second, third, tab("4", "web"), tab("5", "web"))).toEqual(["web 2", "web 3", "web", "web 4"]);
  // Where it stands among them does not matter: what is opened again stands in an old place.
  expect(titles(tab("4", "web"), second, third)).toEqual(["web", "web 2", "web 3"]);
  expect(titles(tab("1", "web", { kept: 1 }), third, tab("4", "web"))).toEqual(["web", "web 3", "web 2"]);
});

it("leaves names alone that a person gave", () => {
  const given = tab("1", "web", { given: "web 2" });
  expect(titles(given, tab("2", "web"), tab("3", "web"))).toEqual(["web 2", "web", "web 3"]);
  expect(titles(given, tab("2", "web", { kept: 2 }))).toEqual(["web 2", "web 2"]);
  expect(titles(given, tab("2", "web", { given: "web 2" }))).toEqual(["web 2", "web 2"]);
});

it("gives way where a title has become that of another", () => {
  expect(titles(tab("1", "web", { kept: 1 }), tab("2", "web", { kept: 1 }))).toEqual(["web", "web 2"]);
});
