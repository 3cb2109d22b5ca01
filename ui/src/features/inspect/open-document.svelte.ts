/**
 * One inspect document as the page has it: a handle to what the shell keeps, the windows of rows and lines in sight, the
 * selected node with its path, and the search. Components draw it and call it; how anything looks is theirs.
 */
import { backend } from "$/ipc/backend";
import type {
  CommandError,
  Copied,
  DocumentInfo,
  NodeId,
  NodePath,
  Scope,
  SearchMatch,
  Subject,
  TextLine,
  TreeRow,
} from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { RowWindow } from "./window.svelte";

/** Milliseconds that changed values stay marked. */
const FLASH = 1600;
/** The root is where a reader begins. */
const ROOT: NodeId = 0;

export interface Selected {
  node: NodeId;
  row: number;
}

export class OpenDocument {
  readonly subject: Subject;
  readonly rows: RowWindow<TreeRow>;
  readonly lines: RowWindow<TextLine>;

  #info = $state.raw<DocumentInfo | null>(null);
  #error = $state.raw<CommandError | null>(null);
  #selected = $state.raw<Selected | null>(null);
  #path = $state.raw<NodePath | null>(null);
  #searched = $state("");
  #count = $state(0);
  #current = $state(-1);
  #searchError = $state.raw<CommandError | null>(null);
  #flashing = $state(false);
  /** What the views scroll to: the tree to the row, the text to the line. */
  #target = $state.raw<(SearchMatch & { turn: number }) | null>(null);

  query = $state({ text: "", regex: false, matchCase: false });

  #ended = false;
  #refreshing: Promise<void> | undefined;
  #refreshAgain = false;
  #searching = false;
  #searchAgain = false;
  #flash: ReturnType<typeof setTimeout> | undefined;

  constructor(subject: Subject) {
    this.subject = subject;
    this.rows = new RowWindow(async (start, count) => {
      const { rows, ...rest } = await backend().documentRows(this.#id, start, count);
      return { ...rest, items: rows };
    });
    this.lines = new RowWindow(async (start, count) => {
      const { lines, ...rest } = await backend().documentText(this.#id, start, count);
      return { ...rest, items: lines };
    });
  }

  get info(): DocumentInfo | null {
    return this.#info;
  }
  get error(): CommandError | null {
    return this.#error;
  }
  get selected(): Selected | null {
    return this.#selected;
  }
  get path(): NodePath | null {
    return this.#path;
  }
  /** What the search below was for: not yet what has just been typed. */
  get searched(): string {
    return this.#searched;
  }
  /** Nodes that the search found. */
  get count(): number {
    return this.#count;
  }
  /** Which of them is in view, from 0; -1 before the first. */
  get current(): number {
    return this.#current;
  }
  get searchError(): CommandError | null {
    return this.#searchError;
  }
  get flashing(): boolean {
    return this.#flashing;
  }
  get target(): (SearchMatch & { turn: number }) | null {
    return this.#target;
  }

  async open(): Promise<void> {
    this.#error = null;
    try {
      const info = await backend().documentOpen(this.subject);
      if (this.#ended) return void backend().documentClose(info.id);
      this.#info = info;
      await Promise.all([this.#changed(info), this.select(ROOT, 0)]);
      if (this.query.text) await this.search();
    } catch (thrown) {
      if (!this.#ended) this.#error = toCommandError(thrown);
    }
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#flash);
    this.rows.end();
    this.lines.end();
    if (this.#info)
      void backend()
        .documentClose(this.#info.id)
        .catch(() => undefined);
  }

  /** The object may have changed: asks again, and keeps what is open, selected and found. At most one waits. */
  async refresh(): Promise<void> {
    if (!this.#info) return this.open();
    if (this.#refreshing) {
      this.#refreshAgain = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#refreshNow();
    await this.#refreshing;
  }

  async #refreshNow(): Promise<void> {
    try {
      do {
        this.#refreshAgain = false;
        const { info, changed, watched } = await backend().documentRefresh(this.#id, this.#selected?.node ?? ROOT);
        if (this.#ended) return;
        this.#error = null;
        if (!changed) continue;
        this.#mark();
        await this.#changed(info);
        await this.#follow(watched ?? ROOT);
        if (this.query.text) this.#take(await backend().documentFound(this.#id, this.#selected?.node ?? ROOT));
      } while (this.#refreshAgain);
    } catch (thrown) {
      if (!this.#ended) this.#error = toCommandError(thrown);
    } finally {
      this.#refreshing = undefined;
    }
  }

  /** The shell has forgotten this document (too many are open, or it is another shell): opens it anew. */
  async reopen(): Promise<void> {
    this.#info = null;
    await this.open();
  }

  async rowAt(index: number): Promise<TreeRow | undefined> {
    return this.rows.at(index) ?? (await backend().documentRows(this.#id, index, 1)).rows[0];
  }

  async select(node: NodeId, row: number): Promise<void> {
    this.#selected = { node, row };
    if (this.#info?.problem) return;
    const path = await backend().documentPath(this.#id, node);
    if (this.#selected?.node === node) this.#path = path;
  }

  async toggle(row: TreeRow): Promise<void> {
    if (row.children > 0) await this.#changed(await backend().documentToggle(this.#id, row.node));
  }

  async expand(scope: Scope): Promise<void> {
    await this.#changed(await backend().documentExpand(this.#id, scope));
    await this.#follow(this.#selected?.node ?? ROOT);
  }

  /** The selection goes up to what is still in sight. */
  async collapse(scope: Scope): Promise<void> {
    await this.#changed(await backend().documentCollapse(this.#id, scope));
    const selected = this.#selected?.node ?? ROOT;
    if (scope.what === "all") await this.#follow(this.#path?.crumbs[1]?.node ?? ROOT);
    else if (scope.what === "branch" || scope.what === "node") await this.#follow(scope.node);
    else if (scope.what === "level") await this.#follow(this.#path?.crumbs[scope.level]?.node ?? selected);
  }

  /** Selects a node wherever it is, and has the views scroll to it. */
  async go(node: NodeId): Promise<void> {
    await this.#arrive(await backend().documentShow(this.#id, node));
  }

  /** False where nothing is at this path. */
  async goTo(path: string): Promise<boolean> {
    const found = await backend().documentFind(this.#id, path);
    if (found) await this.#arrive(found);
    return found !== null;
  }

  async typeAhead(from: number, prefix: string): Promise<void> {
    const row = await backend().documentTypeAhead(this.#id, from, prefix);
    const found = row === null ? undefined : await this.rowAt(row);
    if (found && row !== null) await this.#arrive({ node: found.node, row, line: 0 });
  }

  /** Looks for the query as it is now, and goes to the first match from where the reader is. At most one waits. */
  async search(): Promise<void> {
    this.#searchAgain = true;
    if (this.#searching || !this.#info) return;
    this.#searching = true;
    while (this.#searchAgain && !this.#ended) {
      this.#searchAgain = false;
      await this.#searchNow();
    }
    this.#searching = false;
  }

  async #searchNow(): Promise<void> {
    const query = $state.snapshot(this.query);
    try {
      const found = await backend().documentSearch(this.#id, query, this.#selected?.node ?? ROOT);
      if (this.#ended) return;
      this.#searchError = null;
      this.#take(found);
      if (found.count > 0 && !this.#searchAgain) await this.showMatch(found.nearest);
    } catch (thrown) {
      if (this.#ended) return;
      this.#searchError = toCommandError(thrown);
      this.#take({ count: 0, nearest: 0 });
    }
    this.#searched = query.text;
    await this.#renew();
  }

  async next(step: 1 | -1): Promise<void> {
    if (this.#count === 0) return;
    await this.showMatch((this.#current + step + this.#count) % this.#count);
  }

  async showMatch(index: number): Promise<void> {
    const match = await backend().documentMatch(this.#id, index);
    this.#current = index;
    await this.#arrive(match);
  }

  text(node: NodeId, what: Copied): Promise<string> {
    return backend().documentCopy(this.#id, node, what);
  }

  get #id(): number {
    return this.#info?.id ?? -1;
  }

  async #arrive(at: SearchMatch): Promise<void> {
    await Promise.all([this.rows.renew(), this.select(at.node, at.row)]);
    this.#target = { ...at, turn: (this.#target?.turn ?? 0) + 1 };
  }

  /** The selection's row after rows above it have come or gone. */
  async #follow(node: NodeId): Promise<void> {
    if (this.#info?.problem) return;
    const { row } = await backend().documentShow(this.#id, node);
    await Promise.all([this.rows.renew(), this.select(node, row)]);
  }

  async #changed(info: DocumentInfo): Promise<void> {
    this.#info = info;
    await Promise.all([this.rows.renew(info.rows), this.lines.total > 0 ? this.lines.renew() : undefined]);
  }

  async #renew(): Promise<void> {
    await Promise.all([this.rows.renew(), this.lines.total > 0 ? this.lines.renew() : undefined]);
  }

  #take(found: { count: number; nearest: number }): void {
    this.#count = found.count;
    this.#current = found.count > 0 ? found.nearest : -1;
  }

  #mark(): void {
    clearTimeout(this.#flash);
    this.#flashing = true;
    this.#flash = setTimeout(() => (this.#flashing = false), FLASH);
  }
}
