/** Columns dragged by the pointer in the head of a table: moved by their names, made wider by their edges. */
import { tick } from "svelte";
import type { ColumnActs } from "./grid";

/** CSS pixels that a pressed pointer may tremble without dragging. */
const TREMBLE = 5;

export class Dragging<Id extends string> {
  readonly #head: () => HTMLElement | undefined;
  readonly #acts: () => ColumnActs<Id> | undefined;
  #moving = $state.raw<Id | null>(null);
  #before = $state.raw<Id | null>(null);
  #resizing = $state.raw<Id | null>(null);
  /** The click that ends a drag is none. */
  #dragged = false;

  constructor(head: () => HTMLElement | undefined, acts: () => ColumnActs<Id> | undefined) {
    this.#head = head;
    this.#acts = acts;
  }

  get moving(): Id | null {
    return this.#moving;
  }

  /** The column before which the one that is moved would come; none for the end. */
  get before(): Id | null {
    return this.#before;
  }

  get resizing(): Id | null {
    return this.#resizing;
  }

  isClick(): boolean {
    const click = !this.#dragged;
    this.#dragged = false;
    return click;
  }

  startMove(event: PointerEvent, id: Id): void {
    this.#dragged = false;
    if (event.button !== 0) return;
    const from = event.clientX;
    follow(event, {
      move: (x) => {
        if (this.#moving === null && Math.abs(x - from) < TREMBLE) return;
        this.#dragged = true;
        this.#moving = id;
        this.#before = this.#columnAt(x);
      },
      end: (kept) => {
        if (kept && this.#moving !== null) this.#acts()?.move(id, this.#before);
        this.#moving = null;
      },
    });
  }

  startResize(event: PointerEvent, id: Id, width: number): void {
    if (event.button !== 0) return;
    const from = event.clientX;
    follow(event, {
      move: (x) => {
        this.#resizing = id;
        this.#acts()?.resize(id, width + x - from);
      },
      end: (kept) => {
        // Escape takes it back.
        if (!kept && this.#resizing !== null) this.#acts()?.resize(id, width);
        this.#resizing = null;
      },
    });
    event.preventDefault();
    event.stopPropagation();
  }

  /** A column that steps aside takes its focus along. */
  keepFocus(id: Id): void {
    const button = () =>
      [...(this.#head()?.querySelectorAll<HTMLElement>("[data-col]") ?? [])]
        .find(({ dataset }) => dataset.col === id)
        ?.querySelector("button");
    void tick().then(() => button()?.focus());
  }

  #columnAt(x: number): Id | null {
    const cells = [...(this.#head()?.querySelectorAll<HTMLElement>("[data-col]") ?? [])];
    const next = cells.find((cell) => {
      const { left, width } = cell.getBoundingClientRect();
      return x < left + width / 2;
    });
    return (next?.dataset.col as Id | undefined) ?? null;
  }
}

/** Calls until the pointer is let go; `end` is told whether that was kept, or taken back by Escape. */
function follow(event: PointerEvent, { move, end }: { move: (x: number) => void; end: (kept: boolean) => void }): void {
  const target = event.currentTarget as HTMLElement;
  target.setPointerCapture(event.pointerId);
  const moved = (at: PointerEvent) => move(at.clientX);
  const pressed = (at: KeyboardEvent) => {
    if (at.key !== "Escape") return;
    at.preventDefault();
    at.stopPropagation();
    done(false);
  };
  const released = () => done(true);
  const done = (kept: boolean) => {
    target.removeEventListener("pointermove", moved);
    target.removeEventListener("lostpointercapture", released);
    window.removeEventListener("keydown", pressed, true);
    end(kept);
  };
  target.addEventListener("pointermove", moved);
  target.addEventListener("lostpointercapture", released);
  window.addEventListener("keydown", pressed, true);
}
