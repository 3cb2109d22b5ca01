/**
 * One view of logs as the page has it: the rows in sight, whether it follows, what is looked for, what is selected. All of it
 * stays for as long as the view is open, also while another tab is looked at.
 */
import { tick } from "svelte";
import { backend } from "$/ipc/backend";
import type { LineNumber, LogRow, LogRows, LogsId, LogsInfo, LogsRange, RowMark } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { RowWindow } from "$/lib/row-window.svelte";
import { logs } from "$/state/logs.svelte";
import { Filtering } from "./filtering.svelte";
import { fetches, isKept } from "./held";
import { storedPlaces, storePlaces } from "./places";

/** Rows above what is in sight from which on earlier ones are asked for. */
const NEAR_TOP = 40;

/** From one row to another, as they are counted (`count`). */
export interface Selected {
  anchor: number;
  head: number;
}

/** A row that was chosen. */
interface Mark {
  /** As it was counted then. */
  count: number;
  /** Of its line; none until that is here. */
  number: LineNumber | null;
}

interface Choice {
  anchor: Mark;
  head: Mark;
}

/** Rows as they came. */
interface Came extends LogRows {
  /** What the first row is counted as. */
  base: number;
  /** Whose rows the marks are. */
  of: Choice | null;
}

/** Of the views that have been looked at. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const views = new Map<LogsId, OpenLogs>();
/** Where the others were read before the page was loaded anew. */
let places = storedPlaces();

/** Stores where all views are read. */
export function keepPlaces(): void {
  for (const [id, view] of views) {
    const { readFrom } = view;
    if (readFrom === null) places.delete(id);
    else places.set(id, readFrom);
  }
  storePlaces(places);
}
addEventListener("pagehide", keepPlaces);

/** For unit tests: as in a page that has just been loaded. */
export function forgetViews(): void {
  views.clear();
  places = storedPlaces();
}

/** What the page knows of a view, from when it was first looked at. Of those that were closed it is forgotten. */
export function openLogs(info: LogsInfo): OpenLogs {
  for (const id of views.keys()) if (logs.list.every((open) => open.id !== id)) views.delete(id);
  const view = views.get(info.id) ?? new OpenLogs(info, places.get(info.id));
  views.set(info.id, view);
  places.delete(info.id);
  return view;
}

export class OpenLogs {
  readonly id: LogsId;
  readonly rows: RowWindow<LogRow, Came>;
  /** The last row stays in sight. */
  stuck = $state(true);
  /** A person has cleared the view: what is held has been printed since. */
  cleared = $state(false);
  /** The selected row stands beside the others, as a whole. */
  unfolded = $state(false);
  /** The row that stands there: also while it is not among those in sight. */
  unfoldedRow = $state.raw<LogRow>();
  readonly filter: Filtering;

  /** The match that was gone to, and what was there then: rows above the first, and matches. */
  #gone = $state.raw<{ nth: number; firstRow: LineNumber; found: number | undefined } | null>(null);
  /** The row at the upper edge of the list, and with its fraction how much of it is above: as it was drawn last. */
  #at = () => 0;
  /** The rows that were drawn last. */
  #sight = { first: 0, last: 0 };
  /** What the first row was counted as when the list was last moved. */
  #base = 0;
  #choice = $state.raw<Choice | null>(null);
  /** The line that was read last: where nothing passes the filter for a while, it is gone back to. */
  #read: LineNumber | null = null;
  #beginning: number;
  /** What was above the first row when the view was opened. */
  readonly #firstRow: number;
  /** Where the end was when it was left. */
  #left = $state<number | null>(null);
  /** It was read at a line whose row is not known yet. */
  #seeks = false;
  #fetching = $state(false);
  /** Earlier lines could not be fetched, or hardly any are shown: not again by itself before a person asks. */
  #enough = $state(false);
  #filtering: Promise<void> | undefined;
  #again = false;

  /** `readFrom` is the first line in sight, where that was not the end. */
  constructor(info: LogsInfo, readFrom?: LineNumber) {
    this.id = info.id;
    this.#beginning = info.beginning;
    if (readFrom !== undefined) {
      this.#read = readFrom;
      this.stuck = false;
      this.#seeks = true;
    }
    const first = logs.takeFirstRows(info.id);
    this.#firstRow = (first ?? info).firstRow;
    this.filter = new Filtering(info.id, info.filter);
    const ask = (start: number, count: number) => this.#ask(start, count);
    const seed = first && { ...first, base: 0, of: null };
    this.rows = new RowWindow<LogRow, Came>(ask, seed, { follows: () => this.stuck });
  }

  /**
   * Which of the matches was gone to, from 0; -1 for none, and where another may have come above it by now, or gone. Of one
   * container what comes, comes below.
   */
  match({ firstRow, found, containers }: LogsInfo): number {
    const gone = this.#gone;
    if (gone?.firstRow !== firstRow || (containers.length > 1 && gone.found !== found)) return -1;
    return gone.nth;
  }
  /** What is chosen, as it is counted now. */
  get selected(): Selected | null {
    if (!this.#choice) return null;
    const [anchor, head] = [this.#choice.anchor.count, this.#choice.head.count];
    const { last } = this.rows;
    const [anchorRow, headRow] = last?.of === this.#choice ? last.marks : [];
    const count = (row: number | null | undefined, then: number) =>
      row === null || row === undefined ? then : this.count(row);
    return { anchor: count(anchorRow, anchor), head: count(headRow, head) };
  }
  /** The row at the upper edge of the list. */
  get top(): number {
    return Math.floor(this.#at());
  }
  /** The first line in sight; none at the end, where the next ones are read. */
  get readFrom(): LineNumber | null {
    return this.stuck ? null : (this.rows.at(this.top)?.number ?? this.#read);
  }
  /** The row at this place, counted: the one that is read keeps its count, whatever comes above it. */
  count(index: number): number {
    return (this.rows.last?.base ?? 0) + index;
  }
  index(count: number): number {
    return count - (this.rows.last?.base ?? 0);
  }
  /** Rows that came since the end was left. */
  get fresh(): number {
    return this.#left === null ? 0 : Math.max(0, this.count(this.rows.total) - this.#left);
  }

  /** A row is chosen, counted, or all from the one that was chosen before. */
  choose(count: number, extend: boolean): void {
    const head = this.#mark(count);
    this.#choice = { anchor: extend && this.#choice ? this.#marks(this.#choice).anchor : head, head };
  }

  chooseAll(): void {
    this.#choice = { anchor: this.#mark(this.count(0)), head: this.#mark(this.count(this.rows.total - 1)) };
  }

  chooseNone(): void {
    this.#choice = null;
  }

  /** These rows are drawn. */
  see(first: number, last: number): void {
    this.#sight = { first, last };
    this.rows.see(first, last);
  }

  /** By how many rows what is read has moved since this was asked last. */
  moved(): number {
    const base = this.count(0);
    const rows = this.#base - base;
    this.#base = base;
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
    this.#left = this.count(this.rows.total);
  }

  /** Where newer lines had to go, what was asked for is asked for once more. */
  async toEnd(info: LogsInfo): Promise<void> {
    this.stuck = true;
    this.#left = null;
    this.#seeks = false;
    if (info.detached && !isKept(info)) await this.begin(info.range);
    else await this.rows.renew();
  }

  /** Refused where what is held of one that was removed would be lost: then all stays as it is. */
  async begin(range: LogsRange): Promise<void> {
    const info = await backend().logsBegin(this.id, range);
    this.cleared = false;
    this.#begun(info);
    logs.update(info);
  }

  /**
   * Whether what is in sight is so near to the first that those before it are wanted, or to where lines of one of several
   * containers begin that has earlier ones. Where only matches are shown a person says so: all of a log might have none, and would
   * be fetched.
   */
  wantsEarlier(info: LogsInfo): boolean {
    // Where it is read among rows that are drawn: those of another filter are elsewhere.
    if (info.revision > this.rows.revision) return false;
    const { top } = this;
    // What is fetched comes there and not above the first row: rows that are far from there are read in peace, and so are all
    // where the newest had to go.
    const begins = info.wholeFrom && this.#place(info.wholeFrom.at);
    const isNear = begins === null ? top < NEAR_TOP : !info.detached && Math.abs(top - begins) < NEAR_TOP;
    return !this.stuck && isNear && fetches(info) && !this.#fetching && !this.#enough;
  }

  /** Fetches lines above the first. */
  async earlier(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    this.#enough = false;
    try {
      const { total } = this.rows;
      const [left, end] = [this.#left, this.count(total)];
      const before = this.rows.last?.firstRow ?? this.#firstRow;
      const info = await backend().logsEarlier(this.id);
      // Of one output there may be no more than these either. Those of one of several containers come between others.
      const came = Math.max(before - info.firstRow, info.rows - total);
      this.#enough = info.filter.outputs !== "both" && came < NEAR_TOP;
      logs.update(info);
      await this.rows.renew();
      // What came below what is read is not new, nor is what was printed meanwhile told from it.
      if (left !== null && this.#left === left && info.containers.length > 1)
        this.#left += Math.max(0, this.count(this.rows.total) - end);
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
    this.#forget();
    logs.update(await backend().logsClear(this.id));
    this.cleared = true;
  }

  /** What was chosen or read is not held any more, where it has begun anew and not only tried again. */
  #begun({ beginning }: LogsInfo): void {
    if (beginning !== this.#beginning) this.#forget();
    this.#beginning = beginning;
  }

  #forget(): void {
    this.stuck = true;
    this.#seeks = false;
    this.#left = this.#choice = this.#read = this.#gone = null;
  }

  /** Looks for what is typed, as it is now; at most one waits. What is chosen, or read, stays where it is. */
  async search(): Promise<void> {
    this.#again = true;
    if (this.filter.query.text && this.#choice) this.leaveEnd();
    this.#filtering ??= this.#filter().finally(() => (this.#filtering = undefined));
    await this.#filtering;
  }

  async #filter(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      if (await this.filter.apply()) {
        this.#gone = null;
        this.#enough = false;
      }
      await this.rows.renew();
      this.#left = this.stuck ? null : this.count(this.rows.total);
    }
  }

  /** The next match after a row, or before it, or the row itself where it may be; its row. */
  async next(from: number, forward: boolean, itself = false): Promise<number | null> {
    const mark = this.#rowMark(this.#mark(this.count(from)));
    const found = await backend()
      .logsMatch(this.id, mark, forward, itself)
      .catch((thrown: unknown) => {
        // Closed meanwhile: it is not wanted any more.
        if (toCommandError(thrown).code === "sessionGone") return null;
        throw thrown;
      });
    if (!found) return null;
    // It may have come just now.
    if (this.#place(found.at) >= this.rows.total) await this.rows.renew();
    this.leaveEnd();
    const held = logs.list.find(({ id }) => id === this.id)?.found;
    this.#gone = { nth: found.nth, firstRow: found.at.firstRow, found: held };
    const at = this.#place(found.at);
    const head = { count: this.count(at), number: found.at.number };
    this.#choice = { anchor: head, head };
    return at;
  }

  /** Puts what is selected on the clipboard, or everything; how many lines it was. */
  async copy(all: boolean, timestamps: boolean): Promise<number> {
    const choice = all ? null : this.#choice;
    if (!choice) return backend().logsCopy(this.id, null, timestamps);
    const { anchor, head } = this.#marks(choice);
    return backend().logsCopy(this.id, [this.#rowMark(anchor), this.#rowMark(head)], timestamps);
  }

  async #ask(start: number, count: number): Promise<Came> {
    // The list has not been moved yet by what came last.
    const moved = this.#base - this.count(0);
    const choice = this.#choice;
    const now = choice && this.#marks(choice);
    const base = this.count(0);
    const answer = await backend().logsRows(this.id, {
      start: Math.max(0, start + moved),
      count,
      read: this.#readMark(moved),
      marks: now ? [this.#rowMark(now.anchor), this.#rowMark(now.head)] : [],
      atEnd: this.stuck,
    });
    let of = choice;
    if (now && choice === this.#choice) {
      // What is left out is chosen no more.
      const [anchor, head] = answer.marks;
      if (head === null) of = null;
      else if (anchor === null) {
        of = { anchor: now.head, head: now.head };
        answer.marks = [head ?? null, head ?? null];
      }
      this.#choice = of;
    }
    if (this.#seeks) this.#left = base - answer.moved + answer.total;
    this.#seeks = false;
    return { ...answer, base: base - answer.moved, of };
  }

  /** What stays where it is: what is chosen, where it is in sight, or else the row at the upper edge. */
  #readMark(moved: number): RowMark {
    if (this.stuck) return this.#rowMark({ count: this.count(0), number: null });
    const { start, items } = this.rows.here;
    const { first, last } = this.#sight;
    const chosen = this.selected;
    const head = chosen ? this.index(chosen.head) : -1;
    const wanted = head >= first + moved && head < last + moved ? head : this.top + moved;
    const row = Math.max(start, Math.min(start + items.length - 1, wanted));
    const number = this.rows.at(row)?.number ?? null;
    this.#read = number ?? this.#read;
    return this.#rowMark({ count: this.count(number === null ? 0 : row), number: this.#read });
  }

  #mark(count: number): Mark {
    const known = this.#choice && Object.values(this.#marks(this.#choice)).find((mark) => mark.count === count);
    return known ?? { count, number: this.rows.at(this.index(count))?.number ?? null };
  }

  #marks({ anchor, head }: Choice): Choice {
    const now = this.selected;
    const mark = ({ number, count }: Mark, counted = count) => ({
      count: counted,
      number: number ?? this.rows.at(this.index(counted))?.number ?? null,
    });
    return { anchor: mark(anchor, now?.anchor), head: mark(head, now?.head) };
  }

  /** Where a row is that the shell has told of. */
  #place({ number, row, firstRow }: RowMark): number {
    const drawn = this.rows.find((line) => line.number === number)?.index;
    return drawn ?? row + firstRow - (this.rows.last?.firstRow ?? firstRow);
  }

  /** For the shell, which counts otherwise. */
  #rowMark({ count, number }: Mark): RowMark {
    const firstRow = this.rows.last?.firstRow ?? this.#firstRow;
    return { number, row: Math.max(-1, this.index(count)), firstRow };
  }
}
