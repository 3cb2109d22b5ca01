/**
 * One open comparison: a handle to what the shell keeps, the window of rows in sight, the selected row, and the walk from
 * difference to difference. It lives as long as its tab, drawn or not; how anything looks is the feature's.
 */
import { WHOLE } from "$/lib/place";
import { backend } from "$/ipc/backend";
import type {
  CommandError,
  CompareInfo,
  CompareMatch,
  CompareOpened,
  CompareRow,
  CompareSummary,
  Copy,
  NodeId,
  SavedFile,
  Scope,
  Source,
  Tag,
} from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { RowWindow } from "$/lib/row-window.svelte";
import { withCommands } from "./compare-commands";

const ROOT: NodeId = 0;
const TAGS: Record<string, Tag> = { image: "images", container: "containers", volume: "volumes", network: "networks" };

export interface Selected {
  node: NodeId;
  row: number;
}

export class OpenComparison {
  readonly rows: RowWindow<CompareRow>;
  #left = $state.raw<Source>({ from: "document", id: -1 });
  #right = $state.raw<Source>({ from: "document", id: -1 });
  #info = $state.raw<CompareInfo | null>(null);
  #summary = $state.raw<CompareSummary | null>(null);
  #error = $state.raw<CommandError | null>(null);
  #selected = $state.raw<Selected>({ node: ROOT, row: 0 });
  #at = $state(-1);
  #revealed = $state(false);
  /** What the view scrolls to. */
  #target = $state.raw<{ row: number; turn: number } | null>(null);
  #ended = false;
  #refreshing: Promise<void> | undefined;
  #again = false;
  #stepping: Promise<void> = Promise.resolve();

  constructor(left: Source, right: Source) {
    [this.#left, this.#right] = [left, right];
    this.rows = new RowWindow(async (start, count) => {
      const { rows, ...rest } = await backend().compareRows(this.#id, start, count);
      return { ...rest, items: rows };
    });
  }

  get left(): Source {
    return this.#left;
  }
  get right(): Source {
    return this.#right;
  }
  get info(): CompareInfo | null {
    return this.#info;
  }
  get summary(): CompareSummary | null {
    return this.#summary;
  }
  get error(): CommandError | null {
    return this.#error;
  }
  get selected(): Selected {
    return this.#selected;
  }
  /** Which difference is in view, from 0; -1 before the first. */
  get at(): number {
    return this.#at;
  }
  /** Secrets are shown. */
  get revealed(): boolean {
    return this.#revealed;
  }
  get target(): { row: number; turn: number } | null {
    return this.#target;
  }

  async open(): Promise<void> {
    this.#error = null;
    try {
      const opened = await backend().compareOpen(this.#left, this.#right);
      if (this.#ended) return void this.#letGo(opened.info.id);
      this.#letGo(this.#id);
      this.#at = -1;
      this.#selected = { node: ROOT, row: 0 };
      await this.#take(opened);
      if (this.#revealed) await this.reveal(true);
    } catch (thrown) {
      if (!this.#ended) this.#error = toCommandError(thrown);
    }
  }

  close(): void {
    this.#ended = true;
    this.rows.end();
    this.#letGo(this.#id);
  }

  /** Takes what both sides are like now, and keeps the place. At most one waits. `again` also reads files again. */
  async refresh(again = false): Promise<void> {
    if (!this.#info) return this.open();
    if (this.#refreshing) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#refreshAll(again);
    await this.#refreshing;
  }

  async #refreshAll(again: boolean): Promise<void> {
    try {
      do {
        this.#again = false;
        const fault = await this.#refreshDocuments(again);
        const opened = await backend().compareRefresh(this.#id);
        if (this.#ended) return;
        const kept = this.rows.at(this.#selected.row);
        this.#error = fault;
        await this.#take(opened);
        this.#keepPlace(kept);
      } while (this.#again);
    } catch (thrown) {
      const error = toCommandError(thrown);
      if (this.#ended) return;
      // The shell has forgotten it (too many are open): the sides are still known.
      if (error.code === "sessionGone") await this.open();
      else this.#error = error;
    } finally {
      this.#refreshing = undefined;
    }
  }

  /** A document that nobody else looks at stands still: it is asked for again here. One that can't be had stays as it was,
   * and that is said; one that has been closed was meant to stay so. */
  async #refreshDocuments(files: boolean): Promise<CommandError | null> {
    let fault: CommandError | null = null;
    const ends = [
      { source: this.#left, origin: this.#info?.left.origin },
      { source: this.#right, origin: this.#info?.right.origin },
    ];
    for (const { source, origin } of ends)
      if (source.from === "document" && (files || origin?.is === "object"))
        await backend()
          .documentRefresh(source.id, WHOLE)
          .catch((thrown: unknown) => {
            const error = toCommandError(thrown);
            if (error.code !== "sessionGone") fault = error;
          });
    return fault;
  }

  /** Whether a change of these may have changed a side. */
  concerns(tags: readonly Tag[]): boolean {
    const ends = [this.#info?.left, this.#info?.right];
    return ends.some((end) => {
      if (!end || end.moment || end.origin.is !== "object") return false;
      const tag = TAGS[end.origin.subject.kind];
      return tag !== undefined && tags.includes(tag);
    });
  }

  /** The other way round. False where a side can't be had any more. */
  async swap(): Promise<boolean> {
    const before: [Source, Source] = [this.#left, this.#right];
    [this.#right, this.#left] = before;
    await this.open();
    if (this.#error?.code !== "sessionGone" && this.#error?.code !== "notFound") return true;
    [this.#left, this.#right] = before;
    this.#error = null;
    return false;
  }

  async rowAt(index: number): Promise<CompareRow | undefined> {
    return this.rows.at(index) ?? (await backend().compareRows(this.#id, index, 1)).rows[0];
  }

  select(node: NodeId, row: number): void {
    this.#selected = { node, row };
  }

  async toggle(node: NodeId): Promise<void> {
    await this.#changed(await backend().compareToggle(this.#id, node));
  }

  async expand(scope: Scope): Promise<void> {
    await this.#changed(await backend().compareExpand(this.#id, scope));
    await this.#stay(this.#selected.node);
  }

  /** The selection goes to the top: everything else may be out of sight. */
  async collapse(scope: Scope): Promise<void> {
    await this.#changed(await backend().compareCollapse(this.#id, scope));
    if (scope.what === "all") await this.#stay(ROOT);
  }

  async reveal(shown: boolean): Promise<void> {
    this.#revealed = shown;
    await this.#changed(await backend().compareReveal(this.#id, shown));
  }

  /** On to the next difference, or back to the one before; one step after the other, however fast they are asked for. */
  next(forward: boolean): Promise<void> {
    const step = () => this.#next(forward);
    this.#stepping = this.#stepping.then(step, step);
    return this.#stepping;
  }

  async #next(forward: boolean): Promise<void> {
    const match = await backend().compareNext(this.#id, this.#selected.node, forward);
    if (!match) return;
    this.#at = match.index;
    await this.#arrive(match);
  }

  async show(node: NodeId): Promise<void> {
    await this.#arrive(await backend().compareShow(this.#id, node));
  }

  patch(secrets: boolean): Promise<Copy> {
    return backend().comparePatch(this.#id, secrets);
  }

  save(secrets: boolean): Promise<SavedFile | null> {
    return backend().compareSave(this.#id, secrets);
  }

  get #id(): number {
    return this.#info?.id ?? -1;
  }

  #letGo(id: number): void {
    if (id < 0) return;
    void backend()
      .compareClose(id)
      .catch(() => undefined);
  }

  async #arrive({ node, row }: CompareMatch): Promise<void> {
    await this.rows.renew();
    this.#selected = { node, row };
    this.#target = { row, turn: (this.#target?.turn ?? 0) + 1 };
  }

  async #stay(node: NodeId): Promise<void> {
    const { row } = await backend().compareShow(this.#id, node);
    await this.rows.renew();
    this.#selected = { node, row };
  }

  async #take({ info, summary }: CompareOpened): Promise<void> {
    if (this.#at >= info.differences) this.#at = -1;
    this.#summary = await withCommands(info.id, summary);
    await this.#changed(info);
  }

  async #changed(info: CompareInfo): Promise<void> {
    this.#info = info;
    await this.rows.renew();
  }

  /** The same value has another number in new documents: it is known by where it stands. */
  #keepPlace(kept: CompareRow | undefined): void {
    const { start, items } = this.rows.here;
    const same = kept ? items.findIndex(({ pointer, fold }) => pointer === kept.pointer && fold === kept.fold) : -1;
    const row = same >= 0 ? start + same : Math.max(0, Math.min(this.#selected.row, this.rows.total - 1));
    this.#selected = { node: this.rows.at(row)?.node ?? ROOT, row };
  }
}
