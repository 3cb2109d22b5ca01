/**
 * What removing the selection would free. Asked of the shell at every change; while it gathers layers in the background,
 * asked again.
 */
import { backend } from "$/ipc/backend";
import type { CommandError, Reclaim, RemovalTarget } from "$/ipc/bindings";
import { Resource } from "./resource.svelte";

/** Milliseconds between two questions while layers are gathered. */
const AGAIN = 300;

export class SelectionReclaim {
  #targets: RemovalTarget[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** For which targets the answer is. */
  #answered = $state.raw<RemovalTarget[]>([]);
  readonly #resource = new Resource(async () => {
    const targets = this.#targets;
    const sum = targets.length > 0 ? await backend().imagesReclaim(targets) : null;
    this.#answered = targets;
    return sum;
  });

  /** None while the answer is to an earlier question. */
  get value(): Reclaim | null {
    return this.#answered === this.#current ? (this.#resource.value ?? null) : null;
  }

  get error(): CommandError | null {
    return this.#resource.error;
  }

  #current = $state.raw<RemovalTarget[]>([]);

  /** Call where targets, images or containers may have changed. */
  ask(targets: RemovalTarget[]): void {
    this.#targets = targets;
    this.#current = targets;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = this.#targets;
    await this.#resource.refresh();
    if (asked !== this.#targets || !this.#resource.value?.gathering) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), AGAIN);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#targets = [];
  }
}
