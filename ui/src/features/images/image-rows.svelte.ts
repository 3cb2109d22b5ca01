/** What the grid of images shows: sorted, filtered, grouped. Each step is worked out anew only when what it is made of
    has changed. */
/* eslint-disable svelte/prefer-svelte-reactivity -- sets that are replaced whole, and never changed */
import type { ImageRow } from "$/ipc/bindings";
import { matchImages, needsPlatform } from "$/lib/filter/match";
import { parseFilter } from "$/lib/filter/parse";
import { closedName, imageLines, partsOf, type Line } from "$/lib/image-lines";
import { sortImages, type ImageColumn } from "$/lib/images";
import { isPinned } from "$/lib/fields";
import { usersOf } from "$/state/containers.svelte";
import { imageColumns, platformOf, PLATFORM_FIELDS } from "$/state/image-columns";
import { imageFacts } from "$/state/image-facts";
import { images } from "$/state/images.svelte";
import { settings } from "$/state/settings.svelte";
import { updateOf } from "$/state/updates.svelte";
import { view } from "$/state/view.svelte";

const users = (id: string) => usersOf(id).length;
const consistsOfParts = ({ manifests }: ImageRow) => manifests.length > 1;

export class ImageRows {
  /** Keys of images whose parts are shown. */
  #opened = $state.raw<ReadonlySet<string>>(new Set());
  readonly parsed = $derived(parseFilter(view.imagesFilter));
  readonly #order = $derived(imageColumns.inForce);
  readonly #column = $derived(this.#order.column);
  readonly #descending = $derived(this.#order.descending);
  readonly #own: ImageColumn = $derived(isPinned(this.#column) ? "created" : this.#column);
  readonly #ownDescending = $derived(isPinned(this.#column) || this.#descending);
  // Sorted first: typing a filter then sorts nothing. What is equal in a field is in the order of the newest.
  readonly #before = $derived(
    sortImages(images.value ?? [], this.#own, this.#ownDescending, { users, platform: platformOf, update: updateOf }),
  );
  readonly #sorted = $derived(imageColumns.sorted(this.#before, ({ id }) => id));
  /** All that match. */
  readonly matching = $derived(matchImages(this.#sorted, this.parsed.terms, imageFacts));
  readonly #grouped = $derived(settings.current.imagesGrouped);
  readonly #closedNames = $derived(settings.current.imagesClosed);
  readonly #closed = $derived(new Set(this.#closedNames));
  readonly #form = $derived(settings.current.imagesView);
  readonly lines: readonly Line[] = $derived(
    imageLines(this.matching, {
      grouped: this.#grouped,
      closed: this.#closed,
      opened: this.#opened,
      sum:
        this.#column === "size" || this.#column === "inUse"
          ? { of: this.#column, descending: this.#descending, users }
          : null,
    }),
  );
  /** While it is the same, rows only come and go. */
  readonly basis = $derived(
    JSON.stringify([this.#column, this.#descending, this.#grouped, this.#form, view.imagesFilter]),
  );
  readonly #hasParts = $derived((images.value ?? []).some(consistsOfParts));
  /** There is something beneath a row. */
  readonly isTree = $derived(this.#grouped || (this.#hasParts && this.matching.some(consistsOfParts)));
  /** What is wrong with a filter filters nothing: more is left than was meant. */
  readonly filtered = $derived(this.parsed.terms.length > 0 && this.parsed.faults.length === 0);
  // Who is about to type a platform is offered those that there are.
  readonly #needsPlatform = $derived(
    needsPlatform(this.parsed.terms) || this.parsed.faults.some(({ key }) => key === "platform"),
  );

  /** To be called in an effect: asks the engine for what the order and the filter need of every image. */
  settle(): () => void {
    const ids = this.#before.map(({ id }) => id);
    return imageColumns.settle(ids, this.#needsPlatform ? PLATFORM_FIELDS : []);
  }

  /** Whether it is open; none where nothing can be beneath it. */
  isOpen(line: Line): boolean | null {
    if (line.kind === "group") return !this.#closed.has(closedName(line.repository));
    if (line.kind === "part" || partsOf(line.row).length === 0) return null;
    return this.#opened.has(line.key);
  }

  turn(line: Line, open: boolean): void {
    if (line.kind === "group") {
      const name = closedName(line.repository);
      const others = this.#closedNames.filter((one) => one !== name);
      settings.change({ imagesClosed: open ? others : [...others, name] });
    } else if (line.kind === "image") {
      const opened = new Set(this.#opened);
      if (open) opened.add(line.key);
      else opened.delete(line.key);
      this.#opened = opened;
    }
  }

  /** Every group; where there are none, every image that consists of parts. */
  turnAll(open: boolean): void {
    if (this.#grouped) {
      const names = new Set(this.#sorted.map(({ repository }) => closedName(repository)));
      settings.change({ imagesClosed: open ? [] : [...names] });
    } else
      this.#opened = new Set(open ? this.matching.filter((row) => partsOf(row).length > 0).map(({ key }) => key) : []);
  }

  /** Some group is open. */
  get anyOpen(): boolean {
    return this.lines.some((line) => line.kind === "group" && this.isOpen(line) === true);
  }
}

/** The key of the line above. */
export function parentOf(line: Line): string | null {
  if (line.kind === "part") return line.row.key;
  return line.kind === "image" && line.level > 1 ? `group ${line.row.repository ?? ""}` : null;
}

/** The images that a line stands for; none where it is one. */
export function imagesOf(line: Line): readonly string[] | null {
  if (line.kind === "group") return line.rows.map(({ key }) => key);
  return line.kind === "part" ? [line.row.key] : null;
}
