/** What the registry of a reference has: its tags and the platforms of an image. Asked for once a repository is named whole. */
import { backend } from "$/ipc/backend";
import type { CommandError } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { remembering } from "$/lib/remembering";

/** Milliseconds without a key: nobody's registry is asked at each letter. */
const PAUSE = 350;

/** An answer to the question that was asked last. */
export class Asked<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  #question: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #ask: (question: string) => Promise<T>;

  constructor(ask: (question: string) => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks after a pause, unless it is what was asked last; none forgets. */
  want(question: string | null): void {
    if (question === this.#question) return;
    clearTimeout(this.#timer);
    this.#question = question;
    this.value = null;
    this.error = null;
    this.busy = question !== null;
    if (question !== null) this.#timer = setTimeout(() => void this.#run(question), PAUSE);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#question = null;
  }

  async #run(question: string): Promise<void> {
    try {
      const value = await this.#ask(question);
      if (question === this.#question) this.value = value;
    } catch (thrown) {
      if (question === this.#question) this.error = toCommandError(thrown);
    } finally {
      if (question === this.#question) this.busy = false;
    }
  }
}

export const askTags = () => new Asked(remembering((repository) => backend().registryTags(repository)));
export const askPlatforms = () => new Asked(remembering((reference) => backend().registryPlatforms(reference)));
export const askSearch = () => new Asked((term) => backend().registrySearch(term));
