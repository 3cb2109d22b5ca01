import { expect, it } from "vitest";
import { expectAccessible, find, openApp, see } from "./test-app";

await openApp({ images: [], containers: [], locale: "fr-CA" });

it("welcomes who has no images yet, in the system's language", async () => {
  const empty = await see("images-empty");
  expect(empty.textContent).toContain("Aucune image");
  await see("run-hello-empty");
  expect(find("image-filter")).toBeNull();
  await expectAccessible();
});
