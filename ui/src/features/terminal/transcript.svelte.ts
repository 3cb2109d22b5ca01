/**
 * All that a session has printed, looked through in the shell: beyond what its terminal keeps. The page has the rows in
 * sight, what is looked for, and which line is chosen.
 */
import { backend } from "$/ipc/backend";
import type {
  CommandError,
  SessionId,
  TranscriptInfo,
  TranscriptPlace,
  TranscriptQuery,
  TranscriptRow,
} from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { patternWords } from "$/ipc/presentation";
import { RowWindow } from "$/lib/row-window.svelte";

export interface Chosen {
  /** Among the rows. */
  index: number;
  /** Among all lines. */
  line: number;
  /** Among the matches; none where it is not known to be one. */
  place: number | null;
}

const NONE = { revision: -1, total: 0, start: 0, items: [] };

export class TranscriptSearch {
  readonly id: SessionId;
  readonly query: TranscriptQuery;
  readonly rows: RowWindow<TranscriptRow>;
  matchesOnly = $state(true);
  chosen = $state.raw<Chosen | null>(null);

  #info = $state.raw<TranscriptInfo | null>(null);
  #fault = $state.raw<CommandError | null>(null);
  #running = $state.raw<Promise<void> | null>(null);
  #again = false;
  #ended = false;

  constructor(id: SessionId, query: TranscriptQuery) {
    this.id = id;
    this.query = query;
    // Before the first search there are no rows to ask for.
    this.rows = new RowWindow(async (start, count) =>
      this.#info ? backend().transcriptRows(this.id, start, count, this.all) : NONE,
    );
  }

  /** Of the last search; none before the first. */
  get info(): TranscriptInfo | null {
    return this.#info;
  }
  get searching(): boolean {
    return this.#running !== null;
  }
  /** Why the last search failed. */
  get fault(): CommandError | null {
    return this.#fault;
  }
  /** What is wrong with what is typed. */
  get wrong(): string | null {
    return this.#fault?.code === "invalidInput" ? patternWords(this.#fault) : null;
  }
  get found(): number {
    return this.#info?.found ?? 0;
  }
  /** What was looked for is nowhere. */
  get nothing(): boolean {
    return this.#info?.found === 0 && this.#fault === null && this.query.text !== "";
  }
  /** All lines are rows, and not the matches alone. */
  get all(): boolean {
    return !this.matchesOnly || (this.#info?.found ?? null) === null;
  }

  /** Looks for what is typed, as it is now, in what has been printed until now. One runs, and the newest waits. */
  async search(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#search().finally(() => (this.#running = null));
    await this.#running;
  }

  async #search(): Promise<void> {
    while (this.#again && !this.#ended) {
      this.#again = false;
      try {
        const info = await backend().transcriptSearch(this.id, { ...this.query });
        this.#fault = null;
        if (!info) continue;
        this.#info = info;
        this.chosen = null;
      } catch (thrown) {
        this.#fault = toCommandError(thrown);
        continue;
      }
      await this.rows.renew();
    }
  }

  /** The match that was printed last. */
  async newest(): Promise<Chosen | null> {
    return this.#match(null, false);
  }

  /** The next match after the line that is chosen, or before it; beyond the last one comes the first. */
  async next(forward: boolean): Promise<Chosen | null> {
    // Before a search has succeeded there is nothing to go along.
    if (!this.#info) return null;
    return this.#match(this.chosen?.line ?? null, forward);
  }

  /** Of what has ended nobody wants to know any more. */
  async #match(after: number | null, forward: boolean): Promise<Chosen | null> {
    if (this.#ended) return null;
    const match = await backend()
      .transcriptMatch(this.id, after, forward)
      .catch((thrown: unknown) => {
        if (this.#ended) return null;
        throw thrown;
      });
    if (!match) return null;
    const [line, place] = match;
    return (this.chosen = { index: this.all ? line : place, line, place });
  }

  async choose(index: number): Promise<void> {
    const known = this.rows.at(index);
    const row = known ?? (await backend().transcriptRows(this.id, index, 1, this.all)).items[0];
    if (row) this.chosen = { index, line: row.line, place: this.all ? null : index };
  }

  /** Only matches are rows, or all lines are; what is chosen stays, or the match after it. */
  async sift(matchesOnly: boolean): Promise<Chosen | null> {
    const { chosen } = this;
    this.matchesOnly = matchesOnly;
    await this.rows.renew();
    if (!chosen) return null;
    if (this.all) return (this.chosen = { ...chosen, index: chosen.line });
    const before = chosen.line > 0 ? chosen.line - 1 : null;
    return this.#match(before, true);
  }

  /** How the line that is chosen is found in the terminal. */
  async place(): Promise<TranscriptPlace | null> {
    return this.chosen && backend().transcriptPlace(this.id, this.chosen.line);
  }

  /** Puts the line that is chosen on the clipboard, all of it. */
  async copy(): Promise<boolean> {
    if (!this.chosen) return false;
    await backend().transcriptCopy(this.id, this.chosen.line);
    return true;
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.rows.end();
    await backend().transcriptClose(this.id);
  }
}
