/** Two images being compared: what the engine says of both, the rows of it, and the walk from difference to difference. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { ImageComparison, Source } from "$/ipc/bindings";
import { ago, exactly } from "$/state/age";
import { Resource } from "$/state/resource.svelte";
import type { Row, RowSection } from "$/state/parameter-rows";
import { isDifference, parameterSections, stepSection, type Voice } from "./image-lines";

/** The names of two images, where both sides are images on the engine. */
export function imagesOf(left: Source, right: Source): { left: string; right: string } | null {
  if (left.from !== "object" || right.from !== "object") return null;
  if (left.subject.kind !== "image" || right.subject.kind !== "image") return null;
  return { left: left.subject.name, right: right.subject.name };
}

export class ImagePair {
  readonly told: Resource<ImageComparison>;
  #shown = $state(false);
  #only = $state(true);
  #at = $state(-1);

  constructor(left: string, right: string) {
    this.told = new Resource(() => backend().imageCompare(left, right, this.#shown));
  }

  /** Secrets are shown. */
  get shown(): boolean {
    return this.#shown;
  }
  /** What is alike is left out. */
  get only(): boolean {
    return this.#only;
  }
  set only(only: boolean) {
    this.#only = only;
  }
  /** Which difference one is at, from 0; -1 before the first. */
  get at(): number {
    return this.#at;
  }

  readonly #voice = $derived<Voice>({
    words: t().imageCompare,
    kinds: t().overview.kinds,
    healthOff: t().overview.healthOff,
    seconds: t().overview.seconds,
    ago,
    exactly,
  });
  readonly #parameters = $derived.by(() => (this.told.value ? parameterSections(this.told.value, this.#voice) : []));
  readonly #layers = $derived.by(() => (this.told.value ? stepSection(this.told.value, this.#voice) : null));
  readonly #differences = $derived(
    [...this.#parameters, ...(this.#layers ? [this.#layers] : [])].flatMap(({ rows }) => rows.filter(isDifference)),
  );

  get parameters(): readonly RowSection[] {
    return this.#parameters;
  }
  get layers(): RowSection | null {
    return this.#layers;
  }
  get differences(): readonly Row[] {
    return this.#differences;
  }

  async reveal(shown: boolean): Promise<void> {
    this.#shown = shown;
    await this.told.refresh();
  }

  /** The next difference, or the one before; it goes round. None where there is none. */
  next(forward: boolean): Row | null {
    const count = this.#differences.length;
    if (count === 0) return null;
    const from = this.#at < 0 && !forward ? 0 : this.#at;
    this.#at = (from + (forward ? 1 : -1) + count) % count;
    return this.#differences[this.#at] ?? null;
  }

  /** One is at this row now. */
  arrive(id: string): void {
    const at = this.#differences.findIndex((row) => row.id === id);
    if (at >= 0) this.#at = at;
  }
}
