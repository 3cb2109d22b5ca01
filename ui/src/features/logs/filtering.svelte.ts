/** What is looked for in a view of logs and which lines it shows, as a person has it, and as the shell was told last. */
import { backend } from "$/ipc/backend";
import type { CommandError, LogFilter, LogsId, Outputs } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { logs } from "$/state/logs.svelte";

/** All but what is looked for. */
type Others = Omit<LogFilter, "query">;

export class Filtering {
  readonly query = $state({ text: "", regex: false, matchCase: false });
  matchesOnly = $state(false);
  /** What matches is left out. */
  exclude = $state(false);
  outputs = $state<Outputs>("both");
  readonly #id: LogsId;
  #wrong = $state.raw<CommandError | null>(null);

  /** What the shell has of this view. */
  constructor(id: LogsId, { query, matchesOnly, exclude, outputs }: LogFilter) {
    this.#id = id;
    Object.assign(this.query, query);
    this.matchesOnly = matchesOnly;
    this.exclude = exclude;
    this.outputs = outputs;
  }

  /** Why what is typed can't be looked for. */
  get wrong(): CommandError | null {
    return this.#wrong;
  }

  /** Tells the shell how it is now; whether it shows other lines since. What is wrong is no error of this. */
  async apply(): Promise<boolean> {
    const { matchesOnly, exclude, outputs } = this;
    const others = { matchesOnly, exclude, outputs };
    this.#wrong = await this.#tell({ query: $state.snapshot(this.query), ...others });
    if (!this.#wrong) return true;
    // The others count all the same, with what was looked for before.
    const held = logs.list.find(({ id }) => id === this.#id)?.filter;
    if (this.#wrong.code !== "invalidInput" || !held || has(held, others)) return false;
    return (await this.#tell({ ...held, ...others })) === null;
  }

  /** Why it can't be done, or null. */
  async #tell(filter: LogFilter): Promise<CommandError | null> {
    try {
      logs.update(await backend().logsFilter(this.#id, filter));
      return null;
    } catch (thrown) {
      return toCommandError(thrown);
    }
  }
}

const has = (filter: LogFilter, { matchesOnly, exclude, outputs }: Others) =>
  filter.matchesOnly === matchesOnly && filter.exclude === exclude && filter.outputs === outputs;
