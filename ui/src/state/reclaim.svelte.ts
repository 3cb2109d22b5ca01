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
  /** For which targets there is no answer. */
  #failed = $state.raw<RemovalTarget[]>();
  readonly #resource = new Resource(async () => {
    const of = this.#targets;
    try {
      return { of, sum: of.length > 0 ? await backend().imagesReclaim(of) : null };
    } catch (thrown) {
      this.#failed = of;
      throw thrown;
    }
  });

  /** None while the answer is to an earlier question. */
  get value(): Reclaim | null {
    const answer = this.#resource.value;
    return answer?.of === this.#current ? answer.sum : null;
  }

  get error(): CommandError | null {
    return this.#failed === this.#current ? this.#resource.error : null;
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
    if (asked !== this.#targets || !this.#resource.value?.sum?.gathering) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), AGAIN);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#targets = [];
  }
}
