/**
 * More lines are being read, in which what is looked for may be: the first match that comes is gone to. Not one that is printed
 * long after that.
 */
import type { LogsInfo } from "$/ipc/bindings";

/** In so many milliseconds more lines come of a log that is being read than of one that goes on. */
const MOMENT_MS = 3000;
const MANY = 500;

export class Looking {
  #on = $state(false);

  /** `found` is told of a match, once. */
  constructor(info: () => LogsInfo, found: () => void) {
    const isOpening = $derived(info().containers.some(({ phase }) => phase.at === "opening"));
    const some = $derived(info().found > 0);
    $effect(() => {
      if (!this.#on || !some) return;
      this.#on = false;
      found();
    });
    $effect(() => {
      if (!this.#on || isOpening) return;
      let before = 0;
      const timer = setInterval(() => {
        const { lines } = info();
        if (lines - before < MANY) this.#on = false;
        before = lines;
      }, MOMENT_MS);
      return () => clearInterval(timer);
    });
  }

  begin(): void {
    this.#on = true;
  }

  /** A person does something else. */
  end(): void {
    this.#on = false;
  }
}
