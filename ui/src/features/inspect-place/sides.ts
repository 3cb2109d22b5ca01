/** A tab as one side of a comparison. */
import type { Source } from "$/ipc/bindings";
import type { InspectTab } from "$/state/inspect.svelte";

export function leftOf(tab: InspectTab): Source {
  if (tab.shows === "comparison") return tab.left;
  const { target } = tab;
  return target.is === "file"
    ? { from: "document", id: target.opened.info.id }
    : { from: "object", subject: target.subject };
}
