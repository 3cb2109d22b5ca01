/** Removing images: what is asked of the shell, and how its plan reads. */
import type {
  Doubt,
  ImageRow,
  PlannedRemoval,
  RemovalOrder,
  RemovalPlan,
  RemovalTarget,
  RemovalWays,
} from "$/ipc/bindings";

/** The name that goes: a tag, else the digest that names it, else the image itself. */
export function targetOf(row: ImageRow): RemovalTarget {
  const { id, repository, tag, digests } = row;
  if (repository === null) return { id, name: null };
  if (tag !== null) return { id, name: `${repository}:${tag}` };
  return { id, name: digests.find((digest) => digest.startsWith(`${repository}@`)) ?? null };
}

/** The same for a row and for the target made of it. */
export function targetKey({ id, name }: RemovalTarget): string {
  return `${name ?? ""} ${id}`;
}

/** The same ones, in whatever order. */
export function areSameTargets(some: readonly RemovalTarget[], others: readonly RemovalTarget[]): boolean {
  if (some.length !== others.length) return false;
  const keys = new Set(some.map(targetKey));
  return others.every((target) => keys.has(targetKey(target)));
}

/** It is carried out; the others are left alone. */
export function goes({ fate }: PlannedRemoval): boolean {
  return fate === "deletes" || fate === "untags";
}

export function isHeld({ fate }: PlannedRemoval): boolean {
  return fate === "heldRunning" || fate === "heldStopped" || fate === "heldByChildren";
}

/** What a person agrees to by pressing the button. */
export function orderOf(plan: RemovalPlan, ways: RemovalWays): RemovalOrder {
  const { freed, doubts } = plan.sum;
  return { items: plan.items.filter(goes), ways, promised: freed, exact: doubts.length === 0 };
}

/** Images that go, under however many names. */
export function deletedIds(items: readonly PlannedRemoval[]): ReadonlySet<string> {
  return new Set(items.filter(({ fate }) => fate === "deletes").map(({ id }) => id));
}

export interface Tally {
  deletes: number;
  untags: number;
  held: number;
  gone: number;
}

export function tally(items: readonly PlannedRemoval[]): Tally {
  const count: Tally = { deletes: 0, untags: 0, held: 0, gone: 0 };
  const deleted = deletedIds(items);
  for (const { id, fate } of items) {
    // A name that goes with its image is no name that an image loses.
    if (fate === "untags") count.untags += deleted.has(id) ? 0 : 1;
    else if (fate === "deletes" || fate === "gone") count[fate] += 1;
    else count.held += 1;
  }
  return count;
}

/** How sure the bytes are. */
export type Sureness = "exactly" | "about" | "atMost";

const MAY_KEEP: readonly Doubt[] = ["buildCache", "strayContainers", "incomplete"];

export function sureness(doubts: readonly Doubt[]): Sureness {
  if (doubts.length === 0) return "exactly";
  return doubts.some((doubt) => MAY_KEEP.includes(doubt)) ? "atMost" : "about";
}
