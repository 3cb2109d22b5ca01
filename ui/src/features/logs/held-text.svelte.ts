/**
 * Text that a person selects among lines while others come: its lines stay where they are, and are drawn by the elements that
 * they have, for as long as it is selected. The end is left for that, as when one scrolls up.
 */
import { untrack } from "svelte";
import type { Stretch } from "$/lib/row-ring";
import type { OpenLogs } from "./open-logs.svelte";

export class HeldText {
  readonly #opened: OpenLogs;
  readonly #list: () => HTMLElement | null;
  /** To the end again, where it was left for this. */
  readonly #back: (pressedOnly: boolean) => void;
  /** The first row and the last, as they are counted. */
  #between = $state.raw<{ first: number; last: number } | null>(null);
  #pressed = $state(false);
  #hasLeft = false;
  /** It was left by the press that goes on, and nothing has come of that yet: no text, no reading further up. */
  #pressLeft = false;

  constructor(opened: OpenLogs, list: () => HTMLElement | null, back: (pressedOnly: boolean) => void) {
    this.#opened = opened;
    this.#list = list;
    this.#back = back;
  }

  /** Text is selected, or about to be. */
  get isHeld(): boolean {
    return this.#pressed || this.#between !== null;
  }

  /** The rows that it is in. */
  get rows(): Stretch | null {
    if (!this.#between) return null;
    const { first, last } = this.#between;
    return { from: this.#opened.index(first), to: this.#opened.index(last) + 1 };
  }

  /** Where one presses on a line, the text beneath the pointer is still there when one drags on. */
  press(event: MouseEvent): void {
    if (event.button !== 0 || event.shiftKey || !(event.target as Element).closest("[data-number]")) return;
    this.#pressed = true;
    this.#pressLeft = this.#opened.stuck;
    this.#leave();
  }

  release(): void {
    if (!this.#pressed) return;
    this.#pressed = false;
    if (!this.#between && getSelection()?.isCollapsed !== false) this.#end(this.#pressLeft);
  }

  /** By a person, who reads where that led. */
  scrolled(): void {
    this.#pressLeft = false;
  }

  /** What is selected has changed. */
  changed(): void {
    const rows = this.#selected();
    if (rows) {
      this.#between = rows;
      this.#pressLeft = false;
      this.#leave();
    } else if (this.#between) {
      this.#between = null;
      if (!this.#pressed) this.#end(false);
    }
  }

  /** These rows are drawn: text in others would be that of other lines. Its lines are chosen instead. */
  drawn(from: number, to: number): void {
    const held = untrack(() => this.rows);
    if (!held || (held.from >= from && held.to <= to)) return;
    const { first, last } = untrack(() => this.#between) ?? { first: 0, last: 0 };
    this.drop();
    this.#opened.choose(first, false);
    this.#opened.choose(last, true);
  }

  /** It is selected no more. */
  drop(): void {
    if (!untrack(() => this.#between)) return;
    this.#between = null;
    this.#hasLeft = false;
    getSelection()?.removeAllRanges();
    // The line that was pressed on has the keyboard, and is about to go, or has gone.
    const [list, active] = [this.#list(), document.activeElement];
    if (active === document.body || list?.contains(active)) list?.focus({ preventScroll: true });
  }

  #leave(): void {
    if (!this.#opened.stuck) return;
    this.#hasLeft = true;
    this.#opened.leaveEnd();
  }

  #end(pressedOnly: boolean): void {
    if (this.#hasLeft) this.#back(pressedOnly);
    this.#hasLeft = false;
  }

  #selected(): { first: number; last: number } | null {
    const [selection, list] = [getSelection(), this.#list()];
    if (!list || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(list)) return null;
    const lines = [...list.querySelectorAll<HTMLElement>("[data-number]")].filter((line) => range.intersectsNode(line));
    const [first, last] = [lines[0], lines.at(-1)].map((line) => {
      const number = Number(line?.dataset.number);
      const found = this.#opened.rows.find((row) => row.number === number);
      return found && this.#opened.count(found.index);
    });
    return first === undefined || last === undefined ? null : { first, last };
  }
}
