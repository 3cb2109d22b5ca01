/** Keys in the field, some of which belong to an input method. */
import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import FindField from "./FindField.svelte";

it("leaves the keys of an input method to it", async () => {
  const [onnext, onleave] = [vi.fn(), vi.fn()];
  render(FindField, {
    query: { text: "に", regex: false, matchCase: false },
    label: "Find",
    said: "",
    nothing: false,
    fault: null,
    count: 2,
    matchesOnly: null,
    matchesOnlyLabel: "",
    name: "find",
    onsearch: vi.fn(),
    onnext,
    onsift: vi.fn(),
    onleave,
  });
  const field = screen.getByTestId("find-search");
  await fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  // The one that ends it, as WebKit tells it.
  await fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
  await fireEvent.keyDown(field, { key: "ArrowDown", keyCode: 229 });
  expect(onnext).not.toHaveBeenCalled();
  expect(onleave).not.toHaveBeenCalled();
  await fireEvent.keyDown(field, { key: "Enter", keyCode: 13 });
  expect(onnext).toHaveBeenCalledWith(true);
});
