/** An image as a page, its layers, and two images side by side. */
import { beforeAll, expect, it } from "vitest";
import { all, expectAccessible, find, openApp, press, row, see, until } from "./test-app";

beforeAll(async () => {
  await openApp();
  await until(() => expect(row("couchdb:latest")).not.toBeNull());
});

const entry = (id: string) => document.querySelector<HTMLElement>(`[data-entry-id="${id}"]`);

it("reads as a page, masks what is secret, and shows it where that is asked for", async () => {
  row("couchdb:latest")?.click();
  const line = await see("overview-runs-line");
  expect(line.textContent).toContain("tini -- /docker-entrypoint.sh /opt/couchdb/bin/couchdb");
  expect(entry("environment:4")?.textContent).toContain("••••••••");
  expect(document.body.innerHTML).not.toContain("correct-horse");
  entry("environment:4")?.focus();
  press("Enter");
  await until(() => expect(entry("environment:4")?.textContent).toContain("correct-horse"));
  press("Enter");
  await until(() => expect(entry("environment:4")?.textContent).toContain("••••••••"));
  press("ArrowDown");
  expect(document.activeElement).toBe(entry("environment:5"));
  await expectAccessible();
});

it("shows layers beside their instructions", async () => {
  find("tab-layers")?.click();
  await see("layer-step");
  const first = all("layer-step")[0];
  expect(first?.textContent).toContain("CMD");
  first?.focus();
  press("ArrowDown");
  press("ArrowRight");
  await see("layer-facts");
  await until(() => expect(find("layers-shared")?.textContent).toContain("shared with"));
  await expectAccessible();
});

it("compares two side by side, by a line in the command bar", async () => {
  press("k", { ctrlKey: true });
  const input = (await see("command-input")) as HTMLInputElement;
  input.value = "compare couchdb:latest redis:8";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  press("Enter");
  await see("compare-images-row");
  const version = document.querySelector<HTMLElement>('[data-row="environment:VERSION:1"]');
  expect(version?.dataset.difference).toBe("changed");
  expect(find("compare-images-summary")?.textContent).toContain("VERSION changed");
  // The focus arrives at the tab first.
  await until(() => expect(document.activeElement?.getAttribute("role")).toBe("tab"));
  press("F7");
  await until(() => expect(find("compare-images-count")?.textContent?.trim()).toMatch(/^1 of /));
  await until(() => expect((document.activeElement as HTMLElement).dataset.row).toBe("glance:id"));
  await expectAccessible();
});
