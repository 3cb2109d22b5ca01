/**
 * One inspect document as the page has it: a handle to what the shell keeps, the windows of rows and lines in sight, the
 * selected node with its path, and the search. Components draw it and call it; how anything looks is theirs.
 */
import { backend } from "$/ipc/backend";
import type {
  CommandError,
  DocumentId,
  DocumentInfo,
  DocumentOpened,
  DocumentRefresh,
  NodeId,
  NodePath,
  Place,
  RowFilter,
  Scope,
  SearchMatch,
  TextLine,
  TreeRow,
} from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { placeOf } from "$/lib/place";
import { Finding, type Searched } from "./finding.svelte";
import { RowWindow } from "$/lib/row-window.svelte";

/** Milliseconds that changed values stay marked. */
const FLASH = 1600;
/** The root is where a reader begins. */
const ROOT: NodeId = 0;

export interface Selected extends Place {
  row: number;
}

/** How a reader came to a node: by a jump that the history keeps, by the search while it is typed, or by a step. */
export type Arrival = "jump" | "typing" | "step";
/** From one JSON Pointer to another. */
export type Jumped = (from: string, to: string, by: Arrival) => void;

export class OpenDocument implements Searched {
  readonly rows: RowWindow<TreeRow>;
  readonly lines: RowWindow<TextLine>;
  readonly finding: Finding = new Finding(this);

  #info: DocumentInfo;
  #path: NodePath | null;
  #filter: RowFilter;
  #error = $state.raw<CommandError | null>(null);
  #selected = $state.raw<Selected>({ node: ROOT, state: 0, row: 0 });
  #flashing = $state(false);
  /** What the views scroll to: the tree to the row, the text to the line. */
  #target = $state.raw<(SearchMatch & { turn: number }) | null>(null);

  #ended = false;
  /** The last step that was asked for. Each begins where the one before has led. */
  #turn: Promise<unknown> = Promise.resolve();
  #refreshing: Promise<void> | undefined;
  #refreshAgain = false;
  #flash: ReturnType<typeof setTimeout> | undefined;
  readonly #jumped: Jumped;

  constructor(opened: DocumentOpened, filter: RowFilter, jumped: Jumped) {
    this.#info = $state.raw(opened.info);
    this.#path = $state.raw(opened.path);
    this.#filter = $state.raw(filter);
    this.#jumped = jumped;
    const { rows: items, ...first } = opened.rows;
    this.rows = new RowWindow(
      async (start, count) => {
        const { rows, ...rest } = await backend().documentRows(this.id, start, count);
        return { ...rest, items: rows };
      },
      { ...first, items },
    );
    this.lines = new RowWindow(async (start, count) => {
      const { lines, ...rest } = await backend().documentText(this.id, start, count);
      return { ...rest, items: lines };
    });
  }

  get id(): DocumentId {
    return this.#info.id;
  }
  get info(): DocumentInfo {
    return this.#info;
  }
  get ended(): boolean {
    return this.#ended;
  }
  get node(): NodeId {
    return this.#selected.node;
  }
  /** The selected value, whatever the document becomes. */
  get place(): Place {
    return placeOf(this.#selected);
  }
  /** Why the last refresh failed. */
  get error(): CommandError | null {
    return this.#error;
  }
  get selected(): Selected {
    return this.#selected;
  }
  get path(): NodePath | null {
    return this.#path;
  }
  get filter(): RowFilter {
    return this.#filter;
  }
  get flashing(): boolean {
    return this.#flashing;
  }
  get target(): (SearchMatch & { turn: number }) | null {
    return this.#target;
  }

  /** No more questions; the document itself is closed by whoever opened it. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#flash);
    this.rows.end();
    this.lines.end();
  }

  /** The object may have changed: asks again, and keeps what is open, selected and found. At most one waits. */
  async refresh(): Promise<void> {
    this.#refreshAgain = true;
    await (this.#refreshing ??= this.#refreshNow());
  }

  async #refreshNow(): Promise<void> {
    try {
      while (this.#refreshAgain) {
        this.#refreshAgain = false;
        const asked = this.#selected;
        const refreshed = await backend().documentRefresh(this.id, placeOf(asked));
        if (this.#ended) return;
        this.#error = null;
        await this.#inTurn(() => this.#take(refreshed, asked));
      }
    } catch (thrown) {
      if (!this.#ended) this.#error = toCommandError(thrown);
    } finally {
      this.#refreshing = undefined;
    }
  }

  /** `asked` is what was selected when the engine was asked: the reader may have gone on since. */
  async #take({ info, changed, watched }: DocumentRefresh, asked: Selected): Promise<void> {
    // Somebody else may have asked for the same document meanwhile.
    if (!changed && info.state === this.#info.state) return;
    this.#mark();
    this.#info = info;
    const node = asked === this.#selected ? watched : await this.#sameNow();
    this.#selected = { ...this.#selected, node: node ?? ROOT, state: info.state };
    await this.renew();
    await this.#follow(this.node);
    await this.finding.recount();
  }

  /** The selected value in a state that has come since: by the row that was drawn, for its path may be of either state. */
  async #sameNow(): Promise<NodeId | undefined> {
    const drawn = this.rows.at(this.#selected.row);
    const pointer = (drawn?.node === this.node ? drawn.pointer : null) ?? this.#path?.pointer;
    return pointer === undefined ? undefined : (await backend().documentFind(this.id, pointer))?.node;
  }

  /** When all is done that was asked for before. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  /** None where there is no such row, or it can't be had: that is said above the document. */
  async rowAt(index: number): Promise<TreeRow | undefined> {
    try {
      return this.rows.at(index) ?? (await backend().documentRows(this.id, index, 1)).rows[0];
    } catch (thrown) {
      if (!this.#ended) this.#error = toCommandError(thrown);
      return undefined;
    }
  }

  select(node: NodeId, row: number): Promise<void> {
    return this.#attempt(() => this.#select(node, row));
  }

  toggle(row: TreeRow): Promise<void> {
    return this.#attempt(async () => {
      if (row.children > 0) await this.#changed(await backend().documentToggle(this.id, row.node));
    });
  }

  expand(scope: Scope): Promise<void> {
    return this.#attempt(async () => {
      await this.#changed(await backend().documentExpand(this.id, scope));
      await this.#follow(this.node);
    });
  }

  /** The selection goes up to what is still in sight. */
  collapse(scope: Scope): Promise<void> {
    return this.#attempt(async () => {
      await this.#changed(await backend().documentCollapse(this.id, scope));
      const crumb = (level: number) => this.#path?.crumbs[level]?.node;
      if (scope.what === "all") await this.#follow(crumb(1) ?? ROOT);
      else if (scope.what === "branch" || scope.what === "node") await this.#follow(scope.node);
      else if (scope.what === "level") await this.#follow(crumb(scope.level) ?? this.node);
    });
  }

  /** Shows only what this filter keeps; the selection goes to what is still there. */
  sift(filter: Partial<RowFilter>): Promise<void> {
    this.#filter = { ...this.#filter, ...filter };
    return this.#attempt(async () => {
      await this.#changed(await backend().documentFilter(this.id, this.#filter));
      await this.#follow(this.node);
    });
  }

  /** Shows or hides the secrets of one value; of all where none is named. */
  reveal(at: Place | null, shown: boolean): Promise<void> {
    return this.#attempt(async () => this.#changed(await backend().documentReveal(this.id, at, shown)));
  }

  /** Selects a node wherever it is, and has the views scroll to it. */
  go(node: NodeId, by: Arrival = "jump"): Promise<void> {
    return this.#attempt(async () => this.#arrive(await backend().documentShow(this.id, node), by));
  }

  /** False where nothing is at this path. */
  async goTo(path: string, by: Arrival = "jump"): Promise<boolean> {
    let found: SearchMatch | null = null;
    await this.#attempt(async () => {
      found = await backend().documentFind(this.id, path);
      if (found) await this.#arrive(found, by);
    });
    return found !== null;
  }

  typeAhead(from: number, prefix: string): Promise<void> {
    return this.#attempt(async () => {
      const row = await backend().documentTypeAhead(this.id, from, prefix);
      const found = row === null ? undefined : await this.rowAt(row);
      if (found && row !== null) await this.#arrive({ node: found.node, row, line: 0 }, "step");
    });
  }

  arrive(at: SearchMatch, by: Arrival): Promise<void> {
    return this.#inTurn(() => this.#arrive(at, by));
  }

  /** Rows, selection and path come in one picture. */
  async #arrive(at: SearchMatch, by: Arrival): Promise<void> {
    const from = this.#path?.pointer ?? "";
    const there = await this.#unhidden(at);
    const { node, row } = there;
    const [path] = await Promise.all([backend().documentPath(this.id, node), this.rows.renew()]);
    this.#selected = { node, row, state: this.#info.state };
    this.#path = path;
    this.#target = { ...there, turn: (this.#target?.turn ?? 0) + 1 };
    if (by !== "step") this.#jumped(from, path.pointer, by);
  }

  async #select(node: NodeId, row: number): Promise<void> {
    this.#selected = { node, row, state: this.#info.state };
    if (this.#info.problem) return;
    const path = await backend().documentPath(this.id, node);
    if (this.node === node) this.#path = path;
  }

  /** What a person does is not waited for: a fault is said above the document, and none where it has been left. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await this.#inTurn(work);
    } catch (thrown) {
      if (!this.#ended) this.#error = toCommandError(thrown);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async renew(): Promise<void> {
    await Promise.all([this.rows.renew(), this.lines.total > 0 ? this.lines.renew() : undefined]);
  }

  /** What a person goes to is shown, whatever the filter leaves out: the filter ends. */
  async #unhidden(at: SearchMatch): Promise<SearchMatch> {
    const { matchesOnly, hideDefaults } = this.#filter;
    if (!matchesOnly && !hideDefaults) return at;
    const [row] = (await backend().documentRows(this.id, at.row, 1)).rows;
    if (!row || row.node === at.node) return at;
    this.#filter = { matchesOnly: false, hideDefaults: false };
    this.#info = await backend().documentFilter(this.id, this.#filter);
    return backend().documentShow(this.id, at.node);
  }

  /** The selection's row after rows above it have come or gone; where the filter left it out, what stands around it. */
  async #follow(node: NodeId): Promise<void> {
    if (this.#info.problem) return;
    const { row } = await backend().documentShow(this.id, node);
    await this.rows.renew();
    const there = await this.rowAt(row);
    await this.#select(there?.node ?? node, row);
  }

  async #changed(info: DocumentInfo): Promise<void> {
    this.#info = info;
    await this.renew();
  }

  #mark(): void {
    clearTimeout(this.#flash);
    this.#flashing = true;
    this.#flash = setTimeout(() => (this.#flashing = false), FLASH);
  }
}
