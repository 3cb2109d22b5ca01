/**
 * Going about in a pane: back and forward, links, and being sent somewhere by another tab. In the Inspect place all tabs
 * have one history; the details pane has its own for as long as it shows one object.
 */
import type { TreeRow } from "$/ipc/bindings";
import { inspectTabs, targetKey, type InspectTab, type InspectTarget } from "$/state/inspect.svelte";
import { InspectHistory, inspectHistory, type Place } from "$/state/inspect-history.svelte";
import type { Arrival, OpenDocument } from "./open-document.svelte";

/** Tabs whose place is remembered while they are behind another one. */
const REMEMBERED = 100;

/** A tab that comes to the front again is where it was left. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const left = new Map<string, string>();
/** Which of its orders a tab has followed. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const followed = new Map<number, number>();

/** What has a link: a row, or an entry of a value that is read at length. */
export type Linked = Pick<TreeRow, "link"> & Partial<Pick<TreeRow, "pointer">>;
export type Pointer = { text: string; turn: number };

export class Travels {
  readonly #tab: number | undefined;
  readonly #own = new InspectHistory();
  #placed: OpenDocument | null = null;

  /** `tab` is the pane's for as long as it lives: where a link has led away from it, another one is in front. */
  constructor(tab: number | undefined) {
    this.#tab = tab;
  }

  get #history(): InspectHistory {
    return this.#tab === undefined ? this.#own : inspectHistory;
  }
  get canGoBack(): boolean {
    return this.#history.canGoBack;
  }
  get canGoForward(): boolean {
    return this.#history.canGoForward;
  }

  /** Another object is shown in the same pane. */
  begin(): void {
    this.#own.clear();
  }

  jumped(target: InspectTarget, from: string, to: string, by: Arrival): void {
    if (by === "step") return;
    this.#history.jump({ target, pointer: from }, { target, pointer: to }, by);
  }

  /** Where a tab of its own begins. */
  place(document: OpenDocument): { pointer?: string } {
    const pointer = document.path?.pointer;
    return pointer ? { pointer } : {};
  }

  pointerOf(tabs: readonly InspectTab[]): Pointer | null {
    const tab = tabs.find(({ id }) => id === this.#tab);
    return tab?.shows === "document" ? tab.pointer : null;
  }

  /** The tab's document is drawn: where it is sent, once for each order; or where it was left, when it comes again. */
  async arrive(document: OpenDocument, target: InspectTarget, pointer: Pointer | null): Promise<void> {
    const tab = this.#tab;
    if (tab === undefined) return;
    const comes = this.#placed !== document;
    this.#placed = document;
    if (pointer && followed.get(tab) !== pointer.turn) {
      followed.set(tab, pointer.turn);
      const awaited = inspectHistory.awaits({ target, pointer: pointer.text });
      await document.goTo(pointer.text, awaited || comes ? "step" : "jump");
    } else if (comes) {
      const place = left.get(targetKey(target));
      if (place) await document.goTo(place, "step");
    }
  }

  /** Another one is shown; this one may come again. */
  leave(shown: { key: string; document: OpenDocument } | null): void {
    if (!shown) return;
    left.delete(shown.key);
    left.set(shown.key, shown.document.path?.pointer ?? "");
    const [oldest] = left.keys();
    if (left.size > REMEMBERED && oldest !== undefined) left.delete(oldest);
  }

  async go(way: "back" | "forward", document: OpenDocument, target: InspectTarget): Promise<void> {
    let place = this.#history[way](here(document, target));
    while (place && isClosed(place.target)) place = this.#history[way](place);
    if (!place) return;
    if (place.target.is !== "line" && targetKey(place.target) !== targetKey(target)) {
      inspectTabs.open(place.target, { pointer: place.pointer });
      return;
    }
    this.#history.awaits(place);
    await document.goTo(place.pointer, "step");
  }

  /** `pointer` is where the link stands, when it is not where the reader is. */
  async follow(
    { link, pointer }: Linked,
    target: InspectTarget,
    document: OpenDocument,
    background: boolean,
  ): Promise<void> {
    if (!link) return;
    const from = pointer ? { target, pointer } : here(document, target);
    await inspectTabs.follow(link, target, { background });
    const tab = inspectTabs.list.find(({ id }) => id === inspectTabs.active);
    if (background || this.#tab === undefined || tab?.shows !== "document" || tab.id === this.#tab) return;
    inspectHistory.jump(from, { target: tab.target, pointer: tab.pointer?.text ?? "" });
  }
}

/** A file's document has gone with its last tab: there is nothing to come back to. */
function isClosed(target: InspectTarget): boolean {
  if (target.is !== "file") return false;
  const key = targetKey(target);
  return !inspectTabs.list.some((tab) => tab.shows === "document" && targetKey(tab.target) === key);
}

function here(document: OpenDocument, target: InspectTarget): Place {
  return { target, pointer: document.path?.pointer ?? "" };
}
