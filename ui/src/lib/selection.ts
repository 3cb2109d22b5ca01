/**
 * Selecting rows of a list by pointer and by keyboard, as every desktop list does it. Pure: a selection is a value, rows
 * are named by their keys, `order` is the list of keys as shown.
 */

export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** The row that has the keyboard. */
  readonly focus: string | null;
  /** Where a range begins. */
  readonly anchor: string | null;
}

export interface Modifiers {
  /** A range from the anchor. */
  extend: boolean;
  /** One row more or less. */
  toggle: boolean;
}

export type Step = "previous" | "next" | "pageUp" | "pageDown" | "first" | "last";

export const nothing: Selection = { keys: new Set(), focus: null, anchor: null };

export function only(key: string): Selection {
  return { keys: new Set([key]), focus: key, anchor: key };
}

function range(order: readonly string[], from: string, to: string): Set<string> {
  const a = order.indexOf(from);
  const b = order.indexOf(to);
  if (a < 0 || b < 0) return new Set([to]);
  return new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1));
}

/** A click on a row. */
export function click(selection: Selection, order: readonly string[], key: string, how: Modifiers): Selection {
  if (how.extend) {
    const anchor = selection.anchor ?? key;
    const reach = range(order, anchor, key);
    return { keys: how.toggle ? new Set([...selection.keys, ...reach]) : reach, focus: key, anchor };
  }
  return how.toggle ? toggled(selection, key) : only(key);
}

/** Space, or the row's check box. */
export function toggled(selection: Selection, key: string): Selection {
  const keys = new Set(selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { keys, focus: key, anchor: key };
}

export function everything(selection: Selection, order: readonly string[]): Selection {
  return { keys: new Set(order), focus: selection.focus ?? order[0] ?? null, anchor: order[0] ?? null };
}

/** An arrow or its like: alone it selects where it lands, with `toggle` (Ctrl) it only moves the focus. */
export function moved(
  selection: Selection,
  order: readonly string[],
  step: Step,
  how: Modifiers,
  page: number,
  stride = 1,
): Selection {
  if (order.length === 0) return selection;
  const at = selection.focus === null ? -1 : order.indexOf(selection.focus);
  const last = order.length - 1;
  const target = {
    previous: at < 0 ? last : at - stride,
    next: at < 0 ? 0 : at + stride,
    pageUp: at - page,
    pageDown: at + page,
    first: 0,
    last,
  }[step];
  if (stride > 1 && (target < 0 || target > last) && (step === "previous" || step === "next")) return selection;
  const key = order[Math.max(0, Math.min(last, target))] as string;
  if (how.extend) return click(selection, order, key, { extend: true, toggle: false });
  if (how.toggle) return { ...selection, focus: key };
  return only(key);
}
