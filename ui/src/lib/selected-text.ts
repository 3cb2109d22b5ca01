/** What is selected as text among lines that were printed, as it was printed: not what stands for it, or beside it. */

const elementOf = (node: Node) => (node instanceof Element ? node : node.parentElement);

/** The lines, one beneath the other; `null` where nothing is selected, or something else. */
export function selectedText(selection: Selection | null, between = "\n"): string | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const around = elementOf(range.commonAncestorContainer);
  // Within a picture there is nothing but what it stands for.
  const picture = around?.closest<HTMLElement>("[data-raw]");
  if (picture) return picture.dataset.raw ?? "";
  const selected = range.cloneContents();
  for (const each of selected.querySelectorAll<HTMLElement>("[data-raw]")) each.textContent = each.dataset.raw ?? "";
  for (const beside of selected.querySelectorAll("i")) beside.remove();
  if (around?.closest(".printed-text")) return selected.textContent;
  const lines = [...selected.querySelectorAll(".printed-text")];
  return lines.length === 0 ? null : lines.map((line) => line.textContent).join(between);
}

/** For the system's own ways to copy. */
export function copySelected(event: ClipboardEvent, between = "\n"): void {
  const text = selectedText(getSelection(), between);
  if (text === null) return;
  event.clipboardData?.setData("text/plain", text);
  event.preventDefault();
}
