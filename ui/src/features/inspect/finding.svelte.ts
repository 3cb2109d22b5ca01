/** Finding in one document: what is looked for, how many times it is there, and which of them the reader is at. */
import { backend } from "$/ipc/backend";
import type { CommandError, DocumentId, NodeId, SearchInfo, SearchMatch } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";

/** What finding needs of its document. */
export interface Searched {
  readonly id: DocumentId;
  /** Where the reader is. */
  readonly node: NodeId;
  readonly ended: boolean;
  arrive(match: SearchMatch, by: "typing" | "jump"): Promise<void>;
  /** Rows and lines as the search leaves them. */
  renew(): Promise<void>;
}

export class Finding {
  readonly #document: Searched;
  query = $state({ text: "", regex: false, matchCase: false });

  #searched = $state("");
  #count = $state(0);
  #current = $state(-1);
  #error = $state.raw<CommandError | null>(null);
  #running: Promise<void> | undefined;
  #again = false;

  constructor(document: Searched) {
    this.#document = document;
  }

  /** What the count below is for: not yet what has just been typed. */
  get searched(): string {
    return this.#searched;
  }
  /** Nodes that were found. */
  get count(): number {
    return this.#count;
  }
  /** Which of them is in view, from 0; -1 before the first. */
  get current(): number {
    return this.#current;
  }
  get error(): CommandError | null {
    return this.#error;
  }

  /** Looks for the query as it is now, and goes to the first match from where the reader is. At most one waits. */
  search(how: { stay?: boolean } = {}): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run(how.stay ?? false);
    return this.#running;
  }

  async next(step: 1 | -1): Promise<void> {
    if (this.#count === 0) return;
    await this.#show((this.#current + step + this.#count) % this.#count, "jump");
  }

  /** The document has changed: how many there are now. */
  async recount(): Promise<void> {
    if (!this.query.text) return;
    this.#take(await backend().documentFound(this.#document.id, this.#document.node));
  }

  async #run(stay: boolean): Promise<void> {
    while (this.#again && !this.#document.ended) {
      this.#again = false;
      await this.#searchNow(stay);
    }
    this.#running = undefined;
  }

  async #searchNow(stay: boolean): Promise<void> {
    const query = $state.snapshot(this.query);
    let found: SearchInfo = { count: 0, nearest: 0 };
    try {
      found = await backend().documentSearch(this.#document.id, query, this.#document.node);
      this.#error = null;
    } catch (thrown) {
      this.#error = toCommandError(thrown);
    }
    if (this.#document.ended) return;
    this.#take(found);
    this.#searched = query.text;
    if (found.count > 0 && !stay && !this.#again) await this.#show(found.nearest, "typing");
    else await this.#document.renew();
  }

  async #show(index: number, by: "typing" | "jump"): Promise<void> {
    try {
      const match = await backend().documentMatch(this.#document.id, index);
      this.#current = index;
      await this.#document.arrive(match, by);
    } catch {
      // The match went with a refresh: what there is now has been counted by it.
    }
  }

  #take(found: SearchInfo): void {
    this.#count = found.count;
    this.#current = found.count > 0 ? found.nearest : -1;
  }
}
