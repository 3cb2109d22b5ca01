/** Printing: a sheet of its own is laid over the page while it is printed, and the page is hidden. */
import { mount, unmount } from "svelte";
import PrintSheet from "./PrintSheet.svelte";

export function printSheet(title: string, about: string, text: string): void {
  const sheet = mount(PrintSheet, { target: document.body, props: { title, about, text } });
  addEventListener("afterprint", () => void unmount(sheet), { once: true });
  window.print();
}
