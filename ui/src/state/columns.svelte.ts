/**
 * The columns of a grid: its own, which are a table of definitions, and the fields that a person put there; which are
 * shown, in which order, how wide, what the rows are sorted by, and what could be added. All of it is remembered. Orders
 * by what has to be asked for first stay pending until every value is here.
 */
import type { Column, Order } from "$/components/grid";
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { ColumnChoice, Completion, DocumentId, FieldValue, Settings, Subject } from "$/ipc/bindings";
import { arrange, withMoved, withShown, withStepped, withWidth, type Arranged, type Known } from "$/lib/columns";
import { fieldName, isPinned, MAX_PINNED, pinned, pointerOf, sortByField, type Pinned } from "$/lib/fields";
import { visible } from "$/lib/text";
import type { Fields } from "./fields.svelte";
import { saidField, type SaidField } from "./said-fields";
import { settings } from "./settings.svelte";

/** A column that a grid has by itself. */
export interface OwnColumn<Id extends string> {
  id: Id;
  label: () => string;
  /** A track of `grid-template-columns`, which begins with its least width in CSS pixels. */
  track: string;
  /** Shown until somebody chose. */
  shown: boolean;
  /** It names the row and can't be hidden. */
  names?: boolean;
  align?: "end";
  sortable?: boolean;
  /** Not shown where the grid is narrower than this, in CSS pixels, unless somebody chose that it is. */
  yields?: number;
  /** Sorted by it, the largest or the newest come first. */
  downFirst?: boolean;
  /** Fields of the inspect document that its values are made of. */
  needs?: readonly Pinned[];
}

/** Why a column can't be added. */
export type ColumnFault = "notAPath" | "shownAlready" | "enough";

/** Where in the settings all this is. */
export interface ColumnSettings {
  pinned: "imagesPinned" | "containersPinned";
  columns: "imagesColumns" | "containersColumns";
  sort: "imagesSort" | "containersSort";
  descending: "imagesSortDescending" | "containersSortDescending";
}

/** A pinned field's track. */
const FIELD_TRACK = "minmax(136px, 0.7fr)";

export class Columns<Own extends string = string> {
  readonly fields: Fields;
  readonly own: readonly OwnColumn<Own>[];
  readonly #names: ColumnSettings;
  /** The order that the rows are in: the last one whose values were all known. */
  #shown = $state.raw<Order<Own | Pinned> | null>(null);
  /** The document that suggestions are from. */
  #sample: { subject: Subject; id: Promise<DocumentId> } | null = null;

  // Of all settings only these matter here: another one that changes must not sort thousands of rows anew.
  readonly #pinnedSetting = $derived.by(() => settings.current[this.#names.pinned]);
  readonly #choices = $derived.by(() => settings.current[this.#names.columns]);
  readonly #sort = $derived.by(() => settings.current[this.#names.sort]);
  readonly #descending = $derived.by(() => settings.current[this.#names.descending]);
  readonly #pointers = $derived.by(() => {
    const pointers = this.#pinnedSetting.filter(isPinned);
    return pointers.filter((pointer, at) => pointers.indexOf(pointer) === at).slice(0, MAX_PINNED);
  });
  readonly #arranged = $derived.by(() => {
    const known: Known[] = [...this.own, ...this.#pointers.map((id) => ({ id, shown: true }))];
    return arrange(known, this.#choices);
  });
  readonly #order = $derived.by((): Order<Own | Pinned> => {
    const column = this.#sort as Own | Pinned;
    const known = isPinned(column) ? this.#pointers.includes(column) : this.#definition(column) !== undefined;
    return { column: known ? column : ("created" as Own), descending: known ? this.#descending : true };
  });

  constructor(names: ColumnSettings, fields: Fields, own: readonly OwnColumn<Own>[]) {
    this.#names = names;
    this.fields = fields;
    this.own = own;
  }

  #definition(id: string): OwnColumn<Own> | undefined {
    return this.own.find((column) => column.id === id);
  }

  /** JSON Pointers, in the order in which they were added. A file of settings may hold anything. */
  get pointers(): readonly Pinned[] {
    return this.#pointers;
  }

  /** All columns, shown or not, in their order. */
  get arranged(): readonly Arranged[] {
    return this.#arranged;
  }

  /** What a column is called. */
  labelOf(id: string): string {
    return isPinned(id) ? visible(fieldName(id)) : (this.#definition(id)?.label() ?? id);
  }

  /** It can be hidden. */
  isOptional(id: string): boolean {
    return !this.#definition(id)?.names;
  }

  /** Those that are shown, as a grid draws them. What a person chose to see takes its room from what tells the least. */
  get list(): Column<Own | Pinned>[] {
    const visibleOnes = this.#arranged.filter(({ shown }) => shown);
    const taken = visibleOnes.reduce((sum, { id, width }) => {
      const own = this.#definition(id);
      const least = own ? leastOf(own.track) : leastOf(FIELD_TRACK);
      return sum + (own?.shown ? Math.max(0, (width ?? least) - least) : (width ?? least));
    }, 0);
    return visibleOnes.map(({ id, width, chosen }): Column<Own | Pinned> => {
      const track = width === null ? undefined : `${width}px`;
      const label = this.labelOf(id);
      const own = this.#definition(id);
      if (!own) {
        const pointer = id as Pinned;
        const remove = { label: t().fields.removeNamed(label), act: () => this.remove(pointer) };
        return { id: pointer, label, title: visible(id), track: track ?? FIELD_TRACK, sortable: true, remove };
      }
      const yields = own.yields !== undefined && !chosen ? own.yields + taken : undefined;
      return {
        id: own.id,
        label,
        track: track ?? own.track,
        sortable: own.sortable ?? true,
        ...(own.align && { align: own.align }),
        ...(yields !== undefined && { yields }),
      };
    });
  }

  /** Null where it was added. */
  add(typed: string): ColumnFault | null {
    const pointer = pointerOf(typed);
    if (!pointer) return "notAPath";
    if (this.#pointers.includes(pointer)) return "shownAlready";
    const next = pinned(this.#pointers, pointer);
    if (!next) return "enough";
    this.#set({ [this.#names.pinned]: next });
    return null;
  }

  remove(pointer: string): void {
    const choices = this.#choices.filter(({ id }) => id !== pointer);
    const left = this.#pointers.filter((other) => other !== pointer);
    this.#set({ [this.#names.pinned]: left, [this.#names.columns]: choices });
  }

  show(id: string, shown: boolean): void {
    if (shown || this.isOptional(id)) this.#choose(withShown(this.#arranged, id, shown));
  }

  /** Out of the grid: a field altogether, another column until it is shown again. */
  hide(id: string): void {
    if (isPinned(id)) this.remove(id);
    else this.show(id, false);
  }

  /** CSS pixels; none for the width that it has by itself. */
  resize(id: string, width: number | null): void {
    this.#choose(withWidth(this.#arranged, id, width));
  }

  move(id: string, before: string | null): void {
    this.#choose(withMoved(this.#arranged, id, before));
  }

  step(id: string, by: 1 | -1): void {
    this.#choose(withStepped(this.#arranged, id, by));
  }

  /** One place further among all, shown or not. */
  shift(id: string, by: 1 | -1): void {
    const at = this.#arranged.findIndex((column) => column.id === id);
    const to = by < 0 ? at - 1 : at + 2;
    if (to >= 0 && to <= this.#arranged.length) this.move(id, this.#arranged[to]?.id ?? null);
  }

  /** As they come: fields stay. */
  reset(): void {
    this.#choose([]);
  }

  #choose(choices: ColumnChoice[]): void {
    this.#set({ [this.#names.columns]: choices });
  }

  #set(changes: Partial<Settings>): void {
    settings.change(changes);
  }

  /** What the rows shall be sorted by. */
  get order(): Order<Own | Pinned> {
    return this.#order;
  }

  /** The rows are not in that order yet: values are missing. */
  get pending(): boolean {
    return this.#needed(this.#order.column).length > 0 && this.#shown?.column !== this.#order.column;
  }

  /** The same column again is the other way round. */
  sortBy(column: Own | Pinned, descending?: boolean): void {
    const again = this.#order.column === column;
    const first = isPinned(column) ? false : (this.#definition(column)?.downFirst ?? false);
    this.#set({
      [this.#names.sort]: column,
      [this.#names.descending]: descending ?? (again ? !this.#order.descending : first),
    });
  }

  /** Fields that an order by this column needs of every row. */
  #needed(column: string): readonly Pinned[] {
    return isPinned(column) ? [column] : (this.#definition(column)?.needs ?? []);
  }

  /**
   * To be called with all objects whenever they or their values may have changed: asks for what the order needs, and for
   * what else is needed of all. The function returned ends that.
   */
  settle(ids: readonly string[], further: readonly Pinned[] = []): () => void {
    const { fields } = this;
    const order = this.#order;
    const needed = this.#needed(order.column);
    const pointers = [...needed, ...further.filter((pointer) => !needed.includes(pointer))];
    fields.only(ids);
    fields.gather(pointers.length > 0 ? { ids, pointers } : null);
    if (needed.length === 0 || order.column === this.#shown?.column || fields.knows(ids, needed)) this.#shown = order;
    return () => fields.gather(null);
  }

  /** The order that the rows are in meanwhile. */
  get inForce(): Order<Own | Pinned> {
    const order = this.#needed(this.#order.column).length === 0 ? this.#order : this.#shown;
    const there = order && (!isPinned(order.column) || this.#pointers.includes(order.column));
    return there ? order : { column: "created" as Own, descending: true };
  }

  /** By the pinned field that is in force; as they come where there is none. */
  sorted<T>(rows: readonly T[], id: (row: T) => string): readonly T[] {
    const { column, descending } = this.inForce;
    if (!isPinned(column)) return rows;
    return sortByField(rows, (row) => this.value(id(row), column), descending);
  }

  value(id: string, pointer: string): FieldValue | null | undefined {
    return this.fields.value(id, pointer);
  }

  said(id: string, pointer: string): SaidField {
    return saidField(this.value(id, pointer), this.fields.error);
  }

  /** Suggestions are from this object from now on. */
  begin(subject: Subject): void {
    this.end();
    const opened = backend().documentOpen(subject, 0);
    this.#sample = { subject, id: opened.then(({ info }) => info.id) };
    // Who asks for a suggestion meets the fault; without one a path can still be typed.
    this.#sample.id.catch(() => undefined);
  }

  /** Ways to go on from what is typed, none where there is nothing to take them from; and whether it is there itself. */
  async complete(typed: string): Promise<{ found: readonly Completion[]; exists: boolean }> {
    const sample = this.#sample;
    try {
      if (!sample) throw new Error("nothing to take suggestions from");
      const id = await sample.id;
      const { documentComplete } = backend();
      // What is typed to its end is no way to go on, but it is one for what is typed but for its last character.
      const [found, before] = await Promise.all([
        documentComplete(id, typed),
        documentComplete(id, typed.slice(0, -1)),
      ]);
      return { found, exists: typed !== "" && before.some(({ path }) => path === typed) };
    } catch {
      return { found: [], exists: false };
    }
  }

  end(): void {
    const sample = this.#sample;
    this.#sample = null;
    void sample?.id.then((id) => backend().documentClose(id)).catch(() => undefined);
  }
}

/** The least width of a track. */
function leastOf(track: string): number {
  return Number(/\d+/.exec(track)?.[0] ?? 0);
}
