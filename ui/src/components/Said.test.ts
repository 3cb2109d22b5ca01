/** What a live region says: another text is another element, and the same text stays. */
import { render } from "@testing-library/svelte";
import { expect, it } from "vitest";
import Said from "./Said.svelte";

it("is another element for another text, and the same one for the same", async () => {
  const { container, rerender } = render(Said, { text: "2 of 7" });
  const first = container.querySelector("span");
  await rerender({ text: "2 of 7" });
  expect(container.querySelector("span")).toBe(first);
  await rerender({ text: "3 of 7" });
  expect(container.querySelector("span")).not.toBe(first);
  expect(container.textContent?.trim()).toBe("3 of 7");
});
