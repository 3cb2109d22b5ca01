/**
 * Something loaded from the shell and kept while it is loaded again. One load runs and at most the newest one waits: a
 * burst of changes costs two loads, and what is shown last is never older than the last change.
 */
import type { CommandError } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";

export class Resource<T> {
  #value = $state.raw<T | undefined>();
  #error = $state.raw<CommandError | null>(null);
  #loading = $state(false);
  readonly #load: () => Promise<T>;
  #running: Promise<void> | undefined;
  #waiting = false;
  /** Grows with every `forget`: an answer to an earlier question is not an answer any more. */
  #era = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** What was loaded last; stays while it is loaded again, also when that fails. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Why the last load failed; none as soon as one succeeds. */
  get error(): CommandError | null {
    return this.#error;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Another one after each `forget`. */
  get era(): number {
    return this.#era;
  }

  /** Resolves when what is shown is at least as new as this call. */
  async refresh(): Promise<void> {
    if (this.#running) {
      this.#waiting = true;
      const running = this.#running;
      await running;
      return this.#running ?? undefined;
    }
    this.#running = this.#run();
    await this.#running;
  }

  /** What is known before the load that is under way is done. */
  show(value: T): void {
    this.#value = value;
  }

  /** As before the first load. */
  forget(): void {
    this.#era += 1;
    this.#value = undefined;
    this.#error = null;
  }

  async #run(): Promise<void> {
    this.#loading = true;
    const era = this.#era;
    try {
      const value = await this.#load();
      if (era === this.#era) {
        this.#value = value;
        this.#error = null;
      }
    } catch (thrown) {
      if (era === this.#era) this.#error = toCommandError(thrown);
    } finally {
      this.#running = undefined;
      this.#loading = false;
    }
    if (this.#waiting) {
      this.#waiting = false;
      this.#running = this.#run();
    }
  }
}
