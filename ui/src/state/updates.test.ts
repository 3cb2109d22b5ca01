import { afterEach, expect, it } from "vitest";
import type { ImageRow, JobInfo, UpdateState } from "$/ipc/bindings";
import { forgetUpdates, learnUpdates, updateOf } from "./updates.svelte";

const [old, fresh] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];

function row(id: string, digest: string): ImageRow {
  const [repository, tag] = ["shop", "latest"];
  const key = `${repository}:${tag}@${id}`;
  return { key, id, repository, tag, digests: [`shop@${digest}`], created: 1, size: 1, labels: {}, manifests: [] };
}

function check(id: string, state: UpdateState): JobInfo {
  const outcome = { what: "checked", updates: [{ reference: "shop:latest", id, state }] };
  return { outcome, ended: 1 } as unknown as JobInfo;
}

afterEach(forgetUpdates);

it("what the registry had newer is known until it is here", () => {
  learnUpdates([check("one", { is: "newer", digest: fresh })]);
  expect(updateOf(row("one", old))).toBe("newer");
  expect(updateOf(row("two", fresh))).toBeUndefined();
  // The registry's image differs for other platforms alone: pulled, it is the same one under one more digest.
  expect(updateOf(row("one", fresh))).toBe("upToDate");
});
