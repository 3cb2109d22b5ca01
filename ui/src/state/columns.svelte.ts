/**
 * The columns that a person put into a grid: which fields, which of them the rows are sorted by, and what could be added.
 * The fields are remembered. An order by one of them is not: the settings name only the grid's own columns, and the
 * fields may be others the next time.
 */
import { backend } from "$/ipc/backend";
import type { Completion, DocumentId, FieldValue, Settings, Subject } from "$/ipc/bindings";
import { isPinned, MAX_PINNED, pinned, pointerOf, sortByField, type Pinned } from "$/lib/fields";
import { containerFields, imageFields, type Fields } from "./fields.svelte";
import { saidField, type SaidField } from "./said-fields";
import { settings } from "./settings.svelte";

export interface FieldOrder {
  column: Pinned;
  descending: boolean;
}

/** Why a column can't be added. */
export type ColumnFault = "notAPath" | "shownAlready" | "enough";

export class Columns {
  readonly fields: Fields;
  readonly #setting: "imagesPinned" | "containersPinned";
  #wanted = $state.raw<FieldOrder | null>(null);
  /** The order that the rows are in: the last one whose values were all known. */
  #shown = $state.raw<FieldOrder | null>(null);
  /** The document that suggestions are from. */
  #sample: { subject: Subject; id: Promise<DocumentId> } | null = null;

  constructor(setting: "imagesPinned" | "containersPinned", fields: Fields) {
    this.#setting = setting;
    this.fields = fields;
  }

  /** JSON Pointers, in order. A file of settings may hold anything. */
  get pointers(): readonly Pinned[] {
    const pointers = settings.current[this.#setting].filter(isPinned);
    return pointers.filter((pointer, at) => pointers.indexOf(pointer) === at).slice(0, MAX_PINNED);
  }

  /** Null where it was added. */
  add(typed: string): ColumnFault | null {
    const pointer = pointerOf(typed);
    if (!pointer) return "notAPath";
    if (this.pointers.includes(pointer)) return "shownAlready";
    const next = pinned(this.pointers, pointer);
    if (!next) return "enough";
    this.#change(next);
    return null;
  }

  remove(pointer: string): void {
    this.#change(this.pointers.filter((other) => other !== pointer));
  }

  #change(next: string[]): void {
    settings.change({ [this.#setting]: next } satisfies Partial<Settings>);
  }

  /** What the rows shall be sorted by; none where that is one of the grid's own columns. */
  get order(): FieldOrder | null {
    return this.#wanted && this.pointers.includes(this.#wanted.column) ? this.#wanted : null;
  }

  /** The rows are not in that order yet: values are missing. */
  get pending(): boolean {
    return this.order !== null && this.#shown?.column !== this.order.column;
  }

  sortBy(column: Pinned, descending?: boolean): void {
    const again = this.order?.column === column;
    this.#wanted = { column, descending: descending ?? (again && !this.order?.descending) };
  }

  unsort(): void {
    this.#wanted = null;
  }

  /**
   * To be called with all objects whenever they or their values may have changed: asks for what the order needs. The
   * function returned ends that.
   */
  settle(ids: readonly string[]): () => void {
    const { order, fields } = this;
    fields.only(ids);
    fields.gather(order && { ids, pointer: order.column });
    if (!order || order.column === this.#shown?.column || fields.knows(ids, order.column)) this.#shown = order;
    return () => fields.gather(null);
  }

  /** As the order that is shown has them; as they come where there is none. */
  sorted<T>(rows: readonly T[], id: (row: T) => string): readonly T[] {
    const order = this.order && this.#shown;
    if (!order) return rows;
    return sortByField(rows, (row) => this.value(id(row), order.column), order.descending);
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

export const imageColumns = new Columns("imagesPinned", imageFields);
export const containerColumns = new Columns("containersPinned", containerFields);
