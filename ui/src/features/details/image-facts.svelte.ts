/** What the engine tells about one image beyond its row, loaded when the image is looked at. */
import { backend } from "$/ipc/backend";
import type { ImageDetails, ImageHistory, Sharing } from "$/ipc/bindings";
import { Resource } from "$/state/resource.svelte";

/** An id names the same image for ever: what was loaded once for it need not be loaded again while it is selected. */
export class ImageFacts {
  readonly details: Resource<ImageDetails>;
  readonly history: Resource<ImageHistory>;
  /** The other images change: asked for anew whenever the layers come into sight. */
  readonly sharing: Resource<Sharing[]>;
  #shown = $state(false);

  constructor(id: string) {
    this.details = new Resource(() => backend().imageDetails(id));
    this.history = new Resource(() => backend().imageHistory(id, this.#shown));
    this.sharing = new Resource(() => backend().imageSharing(id));
  }

  /** The secrets in the steps are shown. */
  get shown(): boolean {
    return this.#shown;
  }

  async reveal(shown: boolean): Promise<void> {
    this.#shown = shown;
    await this.history.refresh();
  }
}
