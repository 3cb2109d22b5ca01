/** What the engine tells about one image beyond its row, loaded when the image is looked at. */
import { backend } from "$/ipc/backend";
import { Resource } from "$/state/resource.svelte";

/** An id names the same image for ever: what was loaded once for it need not be loaded again while it is selected. */
export function imageFacts(id: string) {
  return {
    details: new Resource(() => backend().imageDetails(id)),
    history: new Resource(() => backend().imageHistory(id)),
  };
}
