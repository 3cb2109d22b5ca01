/** Registries, in the whole page on the engine in memory: `registry.example` wants the password `harbor`. */
import { fireEvent } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import { backend } from "./ipc/backend";
import { closeDialog, openDialog } from "./state/dialogs.svelte";
import { settings } from "./state/settings.svelte";
import { view } from "./state/view.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

await openApp();

const type = async (testid: string, value: string) => fireEvent.input(await see(testid), { target: { value } });
const click = async (testid: string) => fireEvent.click(await see(testid));
const toasts = () =>
  all("toast")
    .map(({ textContent }) => textContent)
    .join("\n");
const choices = (testid: string) => all(testid).map(({ textContent }) => textContent);

async function signIn(password: string) {
  await type("sign-in-user", "mara");
  await type("sign-in-password", password);
  await click("sign-in-submit");
}

it("goes on with a pull once a person has signed in, and forgets the password when they sign out", async () => {
  await see("image-row");
  openDialog({ kind: "pull", reference: "registry.example/acme/private:8", start: true });
  await click("pull-sign-in");
  expect((await see("sign-in-registry")).getAttribute("aria-invalid")).toBe("false");
  expect((await see("sign-in-keeping")).textContent).toContain("in memory only");
  await click("sign-in-submit");
  expect(document.body.textContent).toContain("Type a user name.");
  await signIn("wrong");
  expect((await see("sign-in-error")).textContent).toContain("does not take this name and password");
  await expectAccessible();
  await signIn("harbor");
  await until(() => expect(find("pull-progress")?.dataset["phase"]).toBe("running"));
  expect(toasts()).toContain("Signed in to registry.example");
  closeDialog();

  view.go("settings");
  await until(() => expect(all("signed-in").length).toBe(2));
  expect(document.documentElement.innerHTML).not.toContain("harbor");
  await expectAccessible();
  const mine = all("signed-in").find(({ dataset }) => dataset["registry"] === "registry.example");
  await fireEvent.click(mine?.querySelector("[data-testid=sign-out]") ?? expect.unreachable());
  await until(() => expect(all("signed-in").length).toBe(1));
  expect(toasts()).toContain("Signed out of registry.example");
  openDialog({ kind: "pullPreview", reference: "registry.example/acme/private:8" });
  await click("preview-sign-in");
  await see("sign-in-dialog");
  closeDialog();
  view.go("images");
});

it("offers to make room where the engine's disk is full", async () => {
  openDialog({ kind: "pull", reference: "acme/huge:1", start: true });
  expect((await see("pull-error")).textContent).toContain("The engine’s disk is full");
  await see("pull-retry");
  await click("pull-clean-up");
  await see("clean-up");
  closeDialog();
  // So does whoever was not watching.
  view.go("activity");
  await click("job-clean-up");
  await see("clean-up");
  closeDialog();
  view.go("images");
});

it("completes tags and platforms by mouse and by keyboard", async () => {
  openDialog({ kind: "pull" });
  await type("pull-reference", "redis");
  await click("pull-search");
  await until(() => expect(all("search-hit").length).toBe(2));
  await expectAccessible();
  (await see("pull-reference")).focus();
  press("ArrowDown");
  expect(document.activeElement).toBe(all("search-hit")[0]);
  await fireEvent.click(all("search-hit")[0] ?? expect.unreachable());
  await until(() => expect(choices("pull-tags-choice").slice(0, 2)).toEqual(["latest", "8.2-alpine"]));
  await type("pull-reference", "redis:7");
  await until(() => expect(choices("pull-tags-choice")).toEqual(["7.4-alpine", "7.4", "7-alpine", "7"]));
  await fireEvent.click(all("pull-tags-choice")[1] ?? expect.unreachable());
  expect(((await see("pull-reference")) as HTMLInputElement).value).toBe("redis:7.4");
  // The others stay to choose from.
  expect(choices("pull-tags-choice").length).toBe(4);
  // To read them may count as a pull: they are asked for once one goes to choose.
  const asked = vi.spyOn(backend(), "registryPlatforms");
  const field = await see("pull-platform");
  expect(asked).not.toHaveBeenCalled();
  field.focus();
  await until(() => expect(choices("pull-platforms-choice")).toContain("linux/arm/v7"));
  (await see("pull-reference")).focus();
  field.focus();
  expect(choices("pull-platforms-choice")).toContain("linux/arm/v7");
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
  await fireEvent.click(all("pull-platforms-choice")[2] ?? expect.unreachable());
  expect((await see("pull-line")).textContent).toBe("docker pull --platform linux/arm/v7 redis:7.4");
  await type("pull-reference", "registry.example/acme/private:");
  await click("pull-tags-sign-in");
  await signIn("harbor");
  await until(() => expect((find("pull-reference") as HTMLInputElement).value).toBe("registry.example/acme/private:"));
  await until(() => expect(all("pull-tags-choice").length).toBeGreaterThan(3));
  closeDialog();
});

it("takes a platform from where it was named last", async () => {
  openDialog({ kind: "pull" });
  const line = async () => (await see("pull-line")).textContent;
  await type("pull-reference", "redis:8");
  await type("pull-platform", "linux/amd64");
  expect(await line()).toBe("docker pull --platform linux/amd64 redis:8");
  await type("pull-reference", "docker pull --platform=linux/arm64 redis:8");
  expect(await line()).toBe("docker pull --platform linux/arm64 redis:8");
  const field = find("pull-platform") as HTMLInputElement;
  expect([field.value, field.placeholder]).toEqual(["", "linux/arm64"]);
  await type("pull-platform", "linux/arm/v7");
  // The rest of the line says nothing of platforms.
  await type("pull-reference", "docker pull --platform=linux/arm64 redis:7.4");
  expect(await line()).toBe("docker pull --platform linux/arm/v7 redis:7.4");
  // The same line once more is the last word all the same.
  const typed = find("pull-reference") as HTMLInputElement;
  await fireEvent(typed, new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  expect(await line()).toBe("docker pull --platform linux/arm64 redis:7.4");
  closeDialog();
});

it("says what a pull would change", async () => {
  openDialog({ kind: "pull", reference: "redis:8" });
  await click("pull-compare");
  expect((await see("preview-verdict")).textContent).toBe("The registry has another image for this tag.");
  expect((await see("preview-layers")).textContent).toBe("2 layers of 3 to fetch, 65.2MB");
  expect((await see("preview-note")).textContent).toContain("that any image here has are not fetched again");
  expect(all("preview-parameter").map(({ textContent }) => textContent)).toEqual([
    "LOG_FORMATEnvironmentnot setjson",
    "VERSIONEnvironment8.2.18.2.3",
    "maintainerLabelsmara@examplenot set",
  ]);
  await expectAccessible();
  await click("preview-pull");
  await until(() => expect(find("pull-progress")?.dataset["phase"]).toBe("running"));
  closeDialog();
});

it("looks for updates and remembers what it found", async () => {
  settings.change({ imagesColumns: [{ id: "update", shown: true, width: null }] });
  await click("check-all");
  await until(() => expect(all("update-mark").length).toBeGreaterThan(1));
  expect(toasts()).toContain("up to date");
  const first = all("image-row")[0];
  expect(first?.querySelector("[data-testid=update-state]")?.textContent).toBe("another image");
  expect(first?.querySelector("[data-testid=update-mark]")).not.toBeNull();
  const rows = all("image-row").length;
  view.imagesFilter = "update:yes";
  await until(() => expect(all("image-row").length).toBeLessThan(rows));
  expect(all("update-mark").length).toBe(all("image-row").length);
  view.imagesFilter = "";
  view.go("activity");
  const head = "[data-kind=checkUpdates] [data-testid=job-head]";
  await fireEvent.click(await until(() => document.querySelector(head) ?? expect.unreachable()));
  await until(() => expect(all("update-result").length).toBeGreaterThan(2));
  await expectAccessible();
  await click("update-compare");
  await see("preview-verdict");
  closeDialog();
});
