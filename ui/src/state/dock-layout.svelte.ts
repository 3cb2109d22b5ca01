/**
 * How a person arranged the dock: the order of its tabs, the names given to them, and which sessions are shown together; and
 * the numbers that tell tabs apart which would be called alike.
 * Kept for as long as the window: sessions end with it. Tabs are known by their keys (`tabs.ts`); one that is not named
 * here is where it comes.
 */

const KEPT = "quayside.dockLayout";

/** More than these side by side are not readable. */
export const MOST_PANES = 4;

export type Direction = "row" | "column";

export interface Pane {
  key: string;
  /** Of the room, beside those of the others. */
  share: number;
}

/** Sessions that are shown together whenever one of them is in front. */
export interface PaneGroup {
  direction: Direction;
  panes: readonly Pane[];
}

interface Layout {
  order: readonly string[];
  titles: Readonly<Record<string, string>>;
  numbers: Readonly<Record<string, number>>;
  groups: readonly PaneGroup[];
}

const NONE: Layout = { order: [], titles: {}, numbers: {}, groups: [] };

let layout = $state.raw<Layout>(load());

export const dockLayout = {
  title: (key: string): string | undefined => layout.titles[key],
  rename,
  number: (key: string): number | undefined => layout.numbers[key],
  keepNumbers,
  arranged,
  move,
  groupOf,
  join,
  leave,
  share,
  even,
  inherit,
  forget,
  /** For unit tests: as in a window that has just been opened. */
  reset: () => set(NONE),
};

function load(): Layout {
  try {
    return { ...NONE, ...(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Partial<Layout>) };
  } catch {
    return NONE;
  }
}

function set(next: Layout): void {
  layout = next;
  sessionStorage.setItem(KEPT, JSON.stringify(next));
}

/** An empty name gives the tab its own back, with a number as a new one gets it. */
function rename(key: string, title: string): void {
  const titles = omit(layout.titles, key);
  const trimmed = title.trim();
  if (trimmed) set({ ...layout, titles: { ...titles, [key]: trimmed }, numbers: omit(layout.numbers, key) });
  else set({ ...layout, titles });
}

/** These tabs have these numbers from now on. Of others nothing is said: after a reload they come one by one. */
function keepNumbers(numbers: Readonly<Record<string, number>>): void {
  if (Object.entries(numbers).some(([key, number]) => layout.numbers[key] !== number))
    set({ ...layout, numbers: { ...layout.numbers, ...numbers } });
}

function omit<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

/** In the order that a person gave them; those that are new come last. */
function arranged<T extends { key: string }>(tabs: readonly T[]): T[] {
  const place = ({ key }: T) => {
    const at = layout.order.indexOf(key);
    return at < 0 ? layout.order.length : at;
  };
  return [...tabs].sort((a, b) => place(a) - place(b));
}

/** Puts a tab of these, which are in their order, to another place. */
function move(keys: readonly string[], key: string, to: number): void {
  const others = keys.filter((other) => other !== key);
  set({ ...layout, order: others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, key) });
}

function groupOf(key: string): PaneGroup | undefined {
  return layout.groups.find(({ panes }) => panes.some((pane) => pane.key === key));
}

/** Shows one tab together with another, behind it; the whole group goes in this direction. */
function join(key: string, beside: string, direction: Direction): void {
  if (key === beside) return;
  const groups = without(layout.groups, key);
  const group = groups.find(({ panes }) => panes.some((pane) => pane.key === beside));
  const panes = group?.panes ?? [{ key: beside, share: 1 }];
  if (panes.length >= MOST_PANES) return;
  const at = panes.findIndex((pane) => pane.key === beside) + 1;
  // It gets as much as each has on the average.
  const fresh = panes.reduce((sum, pane) => sum + pane.share, 0) / panes.length;
  const grown = { direction, panes: panes.toSpliced(at, 0, { key, share: fresh }) };
  set({ ...layout, groups: [...groups.filter((other) => other !== group), grown] });
}

/** Shows a tab by itself again. */
function leave(key: string): void {
  set({ ...layout, groups: without(layout.groups, key) });
}

/** A group of one is none. */
function without(groups: readonly PaneGroup[], key: string): PaneGroup[] {
  return groups
    .map((group) => ({ ...group, panes: group.panes.filter((pane) => pane.key !== key) }))
    .filter(({ panes }) => panes.length > 1);
}

/** The line before this pane is moved: it takes from the one before it, or gives to it. */
function share(key: string, part: number): void {
  change(key, (panes) => {
    const at = panes.findIndex((pane) => pane.key === key);
    const [before, pane] = [panes[at - 1], panes[at]];
    if (!before || !pane) return panes;
    const both = before.share + pane.share;
    const given = Math.max(0, Math.min(both, part));
    return panes.with(at - 1, { ...before, share: both - given }).with(at, { ...pane, share: given });
  });
}

/** All of a group get the same. */
function even(key: string): void {
  change(key, (panes) => panes.map((pane) => ({ ...pane, share: 1 })));
}

function change(key: string, act: (panes: readonly Pane[]) => readonly Pane[]): void {
  const group = groupOf(key);
  if (!group) return;
  const groups = layout.groups.map((other) => (other === group ? { ...group, panes: act(group.panes) } : other));
  set({ ...layout, groups });
}

/** What was opened in the place of another stands where that stood. */
function inherit(from: string, to: string): void {
  const renamed = (key: string) => (key === from ? to : key);
  set({
    order: layout.order.filter((key) => key !== to).map(renamed),
    titles: Object.fromEntries(Object.entries(layout.titles).map(([key, title]) => [renamed(key), title])),
    numbers: Object.fromEntries(
      Object.entries(omit(layout.numbers, to)).map(([key, number]) => [renamed(key), number]),
    ),
    groups: without(layout.groups, to).map((group) => ({
      ...group,
      panes: group.panes.map((pane) => ({ ...pane, key: renamed(pane.key) })),
    })),
  });
}

/** The tab is gone. */
function forget(key: string): void {
  set({
    order: layout.order.filter((other) => other !== key),
    titles: omit(layout.titles, key),
    numbers: omit(layout.numbers, key),
    groups: without(layout.groups, key),
  });
}
