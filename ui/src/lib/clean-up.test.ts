import { expect, it } from "vitest";
import type { ImageRow } from "$/ipc/bindings";
import { candidates, pruneWords, type CleanUp } from "./clean-up";

const DAY = 86_400;
const NOW = 1000 * DAY;
const row = (id: string, over: Partial<ImageRow> = {}): ImageRow =>
  ({ key: id, id, repository: "a", tag: id, digests: [], created: NOW, size: 1, labels: {}, ...over }) as ImageRow;

const rows = [
  row("used", { created: 0 }),
  row("new"),
  row("old", { created: NOW - 11 * DAY }),
  row("kept", { labels: { keep: "yes" } }),
  row("nameless", { repository: null, tag: null }),
];
const of = (choice: Partial<CleanUp>) =>
  candidates(
    rows,
    { which: "unused", olderThanDays: null, keepLabel: "", ...choice },
    (id) => (id === "used" ? 1 : 0),
    ({ repository }) => repository === null,
    NOW,
  ).map(({ id }) => id);

it("takes what docker image prune would take", () => {
  expect(of({})).toEqual(["new", "old", "kept", "nameless"]);
  expect(of({ which: "dangling" })).toEqual(["nameless"]);
  expect(of({ olderThanDays: 10 })).toEqual(["old"]);
  expect(of({ keepLabel: "keep" })).toEqual(["new", "old", "nameless"]);
  expect(of({ keepLabel: "keep=no" })).toContain("kept");
  expect(of({ keepLabel: " keep=yes " })).not.toContain("kept");
  expect(of({ keepLabel: "constructor" })).toEqual(of({}));
});

it("says the command for it", () => {
  const words = (choice: Partial<CleanUp>) =>
    pruneWords({ which: "dangling", olderThanDays: null, keepLabel: "", ...choice }).join(" ");
  expect(words({})).toBe("docker image prune");
  expect(words({ which: "unused", olderThanDays: 2, keepLabel: "keep" })).toBe(
    "docker image prune --all --filter until=48h --filter label!=keep",
  );
});
