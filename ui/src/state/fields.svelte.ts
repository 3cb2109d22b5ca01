/**
 * What objects have in the fields that are columns of a grid. Values are asked for in batches, one batch at a time: what
 * is in sight first and there the newest request, then what an order needs. They are kept by object id and field; what
 * may have changed stays shown until its successor is here. What values look like is `said-fields.ts`.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- values are many and change together: one number stands for all */
import { backend } from "$/ipc/backend";
import type { CommandError, FieldValue, SubjectKind } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";

/** Objects in one question: some screens full, and answered within a second by a busy engine. */
const BATCH = 50;
/** Milliseconds until a question that failed is asked again by itself; an engine that comes back is asked at once. */
const RETRY_AFTER = 10_000;
/** An image never changes, but for its names and when it was last given one. */
const CHANGING = /^\/(RepoTags|RepoDigests|Metadata)(\/|$)/;

interface Kept {
  value: FieldValue | null;
  /** The state of the engine that it was asked in. */
  era: number;
}

interface Watched {
  /** Grows from one burst of requests to the next. */
  turn: number;
  /** How many cells show each field. */
  pointers: Map<string, number>;
}

export class Fields {
  readonly #kind: SubjectKind;
  readonly #kept = new Map<string, Map<string, Kept>>();
  readonly #watched = new Map<string, Watched>();
  /** Objects and the fields that an order or a filter needs, in sight or not. */
  #gathered: { ids: readonly string[]; pointers: readonly string[] } | null = null;
  /** What is drawn depends on it: values are many, and change together. */
  #version = $state(0);
  #error = $state.raw<CommandError | null>(null);
  #era = 0;
  /** Grows with every `forget`: an answer to an earlier question is not an answer any more. */
  #epoch = 0;
  #turn = 0;
  #running = false;
  #due = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(kind: SubjectKind) {
    this.#kind = kind;
  }

  /** None where the object lacks the field; undefined as long as it is not known. */
  value(id: string, pointer: string): FieldValue | null | undefined {
    void this.#version;
    return this.#kept.get(id)?.get(pointer)?.value;
  }

  /** Why the last question failed. */
  get error(): CommandError | null {
    return this.#error;
  }

  /** All of these are known, if not all of them fresh. */
  knows(ids: readonly string[], pointers: readonly string[]): boolean {
    void this.#version;
    return ids.every((id) => pointers.every((pointer) => this.#kept.get(id)?.has(pointer)));
  }

  /** A cell shows this field: it is asked for and kept up to date until the function returned is called. */
  watch(id: string, pointer: string): () => void {
    const watched = this.#watched.get(id) ?? { turn: 0, pointers: new Map<string, number>() };
    watched.turn = this.#turn;
    watched.pointers.set(pointer, (watched.pointers.get(pointer) ?? 0) + 1);
    // Last in the order of requests.
    this.#watched.delete(id);
    this.#watched.set(id, watched);
    this.#soon();
    return () => {
      const left = (watched.pointers.get(pointer) ?? 1) - 1;
      if (left > 0) watched.pointers.set(pointer, left);
      else watched.pointers.delete(pointer);
      if (watched.pointers.size === 0 && this.#watched.get(id) === watched) this.#watched.delete(id);
    };
  }

  /** An order or a filter needs the values of all these; none when they are needed no more. */
  gather(wanted: { ids: readonly string[]; pointers: readonly string[] } | null): void {
    this.#gathered = wanted;
    if (wanted) this.#soon();
  }

  /** There are no others any more: what is known of them goes. */
  only(ids: readonly string[]): void {
    if (this.#kept.size <= ids.length + BATCH) return;
    const there = new Set(ids);
    for (const id of this.#kept.keys()) if (!there.has(id)) this.#kept.delete(id);
  }

  /** The engine said that objects of this kind changed, or it has come back. */
  refresh(): void {
    this.#era += 1;
    this.#soon();
  }

  /** Another engine: other objects. */
  forget(): void {
    this.#epoch += 1;
    this.#kept.clear();
    this.#error = null;
    this.#version += 1;
  }

  /** Requests of one burst are one turn, and answered in their order. */
  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#turn += 1;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#retry);
    for (let next = this.#next(); next; next = this.#next()) if (!(await this.#fetch(next.ids, next.pointers))) break;
    this.#running = false;
  }

  async #fetch(ids: string[], pointers: string[]): Promise<boolean> {
    const [era, epoch] = [this.#era, this.#epoch];
    try {
      const answers = await backend().inspectFields(this.#kind, ids, pointers);
      if (epoch !== this.#epoch) return true;
      const answered = new Map(answers.map(({ name, values }) => [name, values]));
      for (const id of ids) {
        const kept = this.#kept.get(id) ?? new Map<string, Kept>();
        pointers.forEach((pointer, at) => kept.set(pointer, { value: answered.get(id)?.[at] ?? null, era }));
        this.#kept.set(id, kept);
      }
      this.#error = null;
      this.#version += 1;
      return true;
    } catch (thrown) {
      if (epoch === this.#epoch) this.#error = toCommandError(thrown);
      if (era !== this.#era || epoch !== this.#epoch) return true;
      // Sooner where there is a reason to: the engine is back, it says something, something else is in sight.
      this.#retry = setTimeout(() => void this.#ask(), RETRY_AFTER);
      return false;
    }
  }

  #next(): { ids: string[]; pointers: string[] } | null {
    const missing = (id: string, pointers: Iterable<string>) => [...pointers].filter((one) => !this.#isFresh(id, one));
    const seen = [...this.#watched]
      .map(([id, { turn, pointers }]) => ({ id, turn, missing: missing(id, pointers.keys()) }))
      .filter((one) => one.missing.length > 0)
      .sort((a, b) => b.turn - a.turn);
    if (seen[0]) {
      const pointers = seen[0].missing;
      const same = seen.filter((one) => one.missing.some((pointer) => pointers.includes(pointer)));
      return { ids: same.slice(0, BATCH).map(({ id }) => id), pointers };
    }
    if (!this.#gathered) return null;
    const { ids, pointers } = this.#gathered;
    const wanted = ids.filter((id) => pointers.some((pointer) => !this.#isFresh(id, pointer)));
    const batch = [...new Set(wanted)].slice(0, BATCH);
    return batch.length > 0 ? { ids: batch, pointers: [...pointers] } : null;
  }

  #isFresh(id: string, pointer: string): boolean {
    const kept = this.#kept.get(id)?.get(pointer);
    if (!kept) return false;
    return kept.era === this.#era || (this.#kind === "image" && !CHANGING.test(pointer));
  }
}

export const imageFields = new Fields("image");
export const containerFields = new Fields("container");
