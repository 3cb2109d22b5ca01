/**
 * One view of logs as the page has it: the rows in sight, whether it follows, what is looked for, what is selected. All of it
 * stays for as long as the view is open, also while another tab is looked at.
 */
import { tick } from "svelte";
import { backend } from "$/ipc/backend";
import type { CommandError, LogFilter, LogRow, LogsId, LogsInfo, LogsRange, Outputs } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { RowWindow } from "$/lib/row-window.svelte";
import { logs } from "$/state/logs.svelte";

/** Rows above what is in sight from which on earlier ones are asked for. */
const NEAR_TOP = 40;

/** From one row to another, as they are counted since the first that came: what comes above does not move them. */
export interface Selected {
  anchor: number;
  head: number;
}

/** Of the views that have been looked at. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const views = new Map<LogsId, OpenLogs>();

/** What the page knows of a view, from when it was first looked at. Of those that were closed it is forgotten. */
export function openLogs(info: LogsInfo): OpenLogs {
  for (const id of views.keys()) if (logs.list.every((open) => open.id !== id)) views.delete(id);
  const view = views.get(info.id) ?? new OpenLogs(info);
  views.set(info.id, view);
  return view;
}

export class OpenLogs {
  readonly id: LogsId;
  readonly rows: RowWindow<LogRow>;
  /** The last row stays in sight. */
  stuck = $state(true);
  selected = $state.raw<Selected | null>(null);
  /** The selected row stands beside the others, as a whole. */
  unfolded = $state(false);
  /** The row that stands there: also while it is not among those in sight. */
  unfoldedRow = $state.raw<LogRow>();
  readonly query = $state({ text: "", regex: false, matchCase: false });
  matchesOnly = $state(false);
  outputs = $state<Outputs>("both");

  #wrong = $state.raw<CommandError | null>(null);
  /** Which of the matches is in sight, from 0; -1 for none. */
  #match = $state(-1);
  /** The row at the upper edge of the list, and with its fraction how much of it is above: as it was drawn last. */
  #at = () => 0;
  /** What was above the first row when the rows in sight were read. */
  #firstRow = $state(0);
  #arrived: number;
  /** Where the end was when it was left. */
  #left = $state<number | null>(null);
  #fetching = $state(false);
  /** Earlier lines could not be fetched, or hardly any are shown: not again by itself before a person asks. */
  #enough = $state(false);
  #filtering: Promise<void> | undefined;
  #again = false;

  constructor(info: LogsInfo) {
    this.id = info.id;
    const first = logs.takeFirstRows(info.id);
    this.#firstRow = this.#arrived = (first ?? info).firstRow;
    this.#take(info.filter);
    const ask = async (start: number, count: number) => {
      const asked = { start, count, firstRow: this.#firstRow, atEnd: this.stuck };
      const answer = await backend().logsRows(this.id, asked);
      this.#arrived = answer.firstRow;
      return answer;
    };
    this.rows = new RowWindow(ask, first, { follows: () => this.stuck });
  }

  get wrong(): CommandError | null {
    return this.#wrong;
  }
  get match(): number {
    return this.#match;
  }
  /** The row at this place, counted since the first that came. */
  count(index: number): number {
    return this.#firstRow + index;
  }
  index(count: number): number {
    return count - this.#firstRow;
  }
  /** Rows that came since the end was left. */
  get fresh(): number {
    void this.rows.revision;
    return this.#left === null ? 0 : Math.max(0, this.#arrived + this.rows.total - this.#left);
  }

  /** By how many rows what is read has moved since this was asked last. */
  moved(): number {
    const rows = this.#firstRow - this.#arrived;
    this.#firstRow = this.#arrived;
    return rows;
  }

  /** Where the list was left that is drawn anew; what came above meanwhile does not move it. */
  place(): number {
    const at = this.#at() + this.moved();
    return this.stuck ? 0 : Math.max(0, at);
  }

  /** It is drawn from now on, and is there. */
  keep(at: () => number): void {
    this.#at = at;
  }

  leaveEnd(): void {
    if (!this.stuck) return;
    this.stuck = false;
    this.#left = this.#arrived + this.rows.total;
  }

  /** Where newer lines had to go, what was asked for is asked for once more. */
  async toEnd(info: LogsInfo): Promise<void> {
    this.stuck = true;
    this.#left = null;
    if (info.detached) await this.begin(info.range);
    else await this.rows.renew();
  }

  async begin(range: LogsRange): Promise<void> {
    this.stuck = true;
    this.#left = this.selected = null;
    this.#match = -1;
    logs.update(await backend().logsBegin(this.id, range));
  }

  /**
   * Whether what is in sight, from this row on, is so near to the first that those before it are wanted. Where only matches
   * are shown a person says so: all of a log might have none, and would be fetched.
   */
  wantsEarlier(first: number, info: LogsInfo): boolean {
    const isNear = !this.stuck && first < NEAR_TOP && info.earlier === "more";
    return isNear && !isSifted(info) && !this.#fetching && !this.#enough;
  }

  /** Fetches lines above the first. */
  async earlier(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    this.#enough = false;
    try {
      const before = this.#arrived;
      const info = await backend().logsEarlier(this.id);
      // Of one output there may be no more than these either.
      this.#enough = info.filter.outputs !== "both" && before - info.firstRow < NEAR_TOP;
      logs.update(info);
      await this.rows.renew();
      // What is read has moved down by what has come.
      await tick();
    } catch (thrown) {
      // Closed or begun anew meanwhile: they are not wanted any more.
      if (toCommandError(thrown).code === "sessionGone") return;
      this.#enough = true;
      throw thrown;
    } finally {
      this.#fetching = false;
    }
  }

  async clear(): Promise<void> {
    this.selected = null;
    this.stuck = true;
    this.#left = null;
    this.#match = -1;
    logs.update(await backend().logsClear(this.id));
  }

  /** Looks for what is typed, as it is now; at most one waits. Resolves to a row to show. */
  async search(): Promise<void> {
    this.#again = true;
    this.#filtering ??= this.#filter().finally(() => (this.#filtering = undefined));
    await this.#filtering;
  }

  async #filter(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const { matchesOnly, outputs } = this;
      try {
        const info = await backend().logsFilter(this.id, { query: $state.snapshot(this.query), matchesOnly, outputs });
        // Rows are counted anew.
        this.#firstRow = this.#arrived = info.firstRow;
        this.#left = this.stuck ? null : info.firstRow + info.rows;
        this.selected = null;
        this.#match = -1;
        this.#enough = false;
        this.#wrong = null;
        logs.update(info);
      } catch (thrown) {
        this.#wrong = toCommandError(thrown);
      }
      await this.rows.renew();
    }
  }

  /** The next match after a row, or before it; its row. */
  async next(from: number, forward: boolean): Promise<number | null> {
    const found = await backend().logsMatch(this.id, from, forward);
    if (!found) return null;
    const [row, place] = found;
    this.leaveEnd();
    this.#match = place;
    this.selected = { anchor: this.count(row), head: this.count(row) };
    return row;
  }

  /** Puts what is selected on the clipboard, or everything; how many lines it was. */
  async copy(all: boolean, timestamps: boolean): Promise<number> {
    if (all || !this.selected) return backend().logsCopy(this.id, null, timestamps);
    const { anchor, head } = this.selected;
    const [from, to] = await Promise.all([anchor, head].map((count) => this.#number(this.index(count))));
    if (from === undefined || to === undefined) return 0;
    return backend().logsCopy(this.id, [from, to], timestamps);
  }

  async #number(index: number): Promise<number | undefined> {
    const asked = { start: index, count: 1, firstRow: this.#firstRow, atEnd: false };
    return this.rows.at(index)?.number ?? (await backend().logsRows(this.id, asked)).items[0]?.number;
  }

  #take({ query, matchesOnly, outputs }: LogFilter): void {
    Object.assign(this.query, query);
    this.matchesOnly = matchesOnly;
    this.outputs = outputs;
  }
}

/** Lines that do not match are not shown. */
export function isSifted({ filter }: LogsInfo): boolean {
  return filter.matchesOnly && filter.query.text !== "";
}

/** There are lines that are not held: what is found or saved is of a part. */
export function isPart({ earlier, detached }: LogsInfo): boolean {
  return earlier !== "nothing" || detached;
}

/** More lines than were asked for can be read at once: so many of each container, or as many as are held; null where none. */
export function moreAtOnce({ range, tailMax }: LogsInfo): LogsRange | null {
  const isLess = range.tail !== null && (tailMax === null || range.tail < tailMax);
  return isLess ? { ...range, tail: null } : null;
}
