import { fireEvent } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { all, find, openApp, see, until } from "./test-app";

const memory = await openApp({ failing: true });

it("says that a list could not be loaded instead of showing an empty one", async () => {
  const error = await see("images-error");
  expect(error.textContent).toContain("layer store: input/output error");
  expect(find("images-empty")).toBeNull();
  memory.world.failing = false;
  await fireEvent.click(await see("images-retry"));
  await until(() => expect(all("image-row").length).toBeGreaterThan(5));
});
