/**
 * What is open in the Inspect place: documents and comparisons, as tabs. A tab is a few words about what it shows; what
 * is drawn of it is the features'. A file's document stays open in the shell as long as a tab uses it.
 */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { DocumentId, DocumentOpened, ImageRow, LineNumber, Link, LogsId, Source, Subject } from "$/ipc/bindings";
import { nameOf, referenceOf } from "$/lib/images";
import { visible } from "$/lib/text";
import { OpenComparison } from "./comparison.svelte";
import { containers } from "./containers.svelte";
import { openDialog } from "./dialogs.svelte";
import { images } from "./images.svelte";
import { toasts } from "./toasts.svelte";
import { view } from "./view.svelte";

/** What a tab shows a document of. */
export type TabTarget =
  { is: "object"; subject: Subject; title?: string } | { is: "file"; path: string; opened: DocumentOpened };

/** A line of a log has no tab: it stands beside its log. */
export type InspectTarget = TabTarget | { is: "line"; logs: LogsId; number: LineNumber; title: string };

/** What a tab shows. */
export type Shown =
  | { shows: "document"; target: TabTarget; pointer: { text: string; turn: number } | null }
  | { shows: "comparison"; left: Source; right: Source };

export type InspectTab = { id: number } & Shown;

/** Rows that a file is opened with: what fits into a window. */
const ROWS = 100;
/** Closed tabs that can be opened again. */
const REMEMBERED = 20;

let list = $state.raw<readonly InspectTab[]>([]);
let active = $state<number | null>(null);
let last = 0;
/** Grows whenever somebody is led to a tab: the keys belong there then. */
let arrivals = $state(0);
let closed: { tab: InspectTab; at: number }[] = [];
/** Documents of files: ours to close. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const files = new Set<DocumentId>();
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a tab's comparison is there as long as the tab
const comparisons = new Map<number, OpenComparison>();

// eslint-disable-next-line svelte/prefer-svelte-reactivity -- asked for when a dialog opens
const drawn = new Map<number, DocumentId>();

export function targetKey(target: InspectTarget): string {
  if (target.is === "line") return `line:${target.logs}:${target.number}`;
  return target.is === "file"
    ? `file:${target.opened.info.id}`
    : `object:${target.subject.kind}:${target.subject.name}`;
}

export const inspectTabs = {
  get list(): readonly InspectTab[] {
    return list;
  },
  get active(): number | null {
    return active;
  },
  open,
  openFile,
  compare: (left: Source, right: Source): void => void compare(left, right),
  askCompare,
  /** Which open document is drawn of a tab's object; none any more. Its earlier states can be compared with. */
  reads(tab: number, document: DocumentId | null): void {
    if (document === null) drawn.delete(tab);
    else drawn.set(tab, document);
  },
  follow,
  close,
  activate,
  move,
  reopenClosed,
  closeOthers,
  get arrivals(): number {
    return arrivals;
  },
  /** The comparison that a tab shows. */
  comparison: (id: number): OpenComparison | undefined => comparisons.get(id),
  /** A file was opened to be compared: its document goes with the last tab that uses it. */
  adopt: (id: DocumentId): void => void files.add(id),
};

/** `document` is the left side's, where it is open: its earlier states are offered. */
function askCompare(left: Source, document: DocumentId | null = readOf(left)): void {
  openDialog({ kind: "compareWith", left, document });
}

function readOf(side: Source): DocumentId | null {
  if (side.from !== "object") return side.id;
  const target: TabTarget = { is: "object", subject: side.subject };
  const tab = list.find((tab) => tab.shows === "document" && sameTarget(tab.target, target));
  return (tab && drawn.get(tab.id)) ?? null;
}

/** An object that is open already comes to the front. */
function open(target: TabTarget, how: { background?: boolean; pointer?: string } = {}): void {
  const known = list.find((tab) => tab.shows === "document" && sameTarget(tab.target, target));
  if (known?.shows === "document") {
    const pointer =
      how.pointer === undefined ? known.pointer : { text: how.pointer, turn: (known.pointer?.turn ?? 0) + 1 };
    list = list.map((tab) => (tab.id === known.id ? { ...known, pointer } : tab));
    if (!how.background) goTo(known.id);
    return;
  }
  const pointer = how.pointer === undefined ? null : { text: how.pointer, turn: 1 };
  const id = add({ shows: "document", target, pointer });
  if (!how.background) goTo(id);
}

/** A container by its name and by its id is one, and so is an image by its name and by its name and tag. */
function sameTarget(one: TabTarget, other: TabTarget): boolean {
  const key = (target: TabTarget) => {
    if (target.is === "file") return targetKey(target);
    const { kind, name } = target.subject;
    if (kind === "container") {
      const row = containers.value?.find((row) => row.id === name || row.name === name);
      return row ? `container:${row.id}` : targetKey(target);
    }
    const latest = (row: ImageRow) => kind === "image" && row.repository === name && row.tag === "latest";
    const row = images.value?.find(latest);
    return row ? `object:image:${referenceOf(row)}` : targetKey(target);
  };
  return key(one) === key(other);
}

async function openFile(): Promise<void> {
  const opened = await toasts.guard(backend().documentOpenFile(ROWS));
  if (!opened) return;
  files.add(opened.info.id);
  const { origin } = opened.info;
  open({ is: "file", path: origin.is === "file" ? origin.path : "", opened });
}

/** A side that is an open document may close when its tab is not in front any more: it is taken before. */
async function compare(left: Source, right: Source): Promise<void> {
  const comparison = new OpenComparison(left, right);
  const opening = comparison.open();
  if (left.from !== "object" || right.from !== "object") await opening;
  goTo(add({ shows: "comparison", left, right }, comparison));
}

async function follow(link: Link, about: InspectTarget, how: { background?: boolean } = {}): Promise<void> {
  if (link.to === "port") {
    const address = await toasts.guard(backend().portOpen(link.host, link.port));
    if (address) toasts.done(t().command.portOpened(visible(address)));
  } else if (link.to === "layer") showLayer(about, link.index);
  else {
    const { name, kind } = link.subject;
    const found = await toasts.guard(backend().inspectResolve(name, kind));
    const subject = found?.[0];
    if (subject) open({ is: "object", subject }, how);
    else if (found)
      toasts.fault({ code: "notFound", message: "", detail: null }, t().command.gone(kind, visible(name)));
  }
}

function showLayer(about: InspectTarget, index: number): void {
  const name = about.is === "object" && about.subject.kind === "image" ? about.subject.name : null;
  const named = (row: ImageRow) => row.id === name || referenceOf(row) === name || nameOf(row) === name;
  const row = name === null ? undefined : images.value?.find(named);
  if (!row) return;
  view.showImage(row.key);
  view.tab = "layers";
  view.layer = index;
}

function add(shown: Shown, comparison?: OpenComparison): number {
  last += 1;
  const id = last;
  if (shown.shows === "comparison") {
    const opened = comparison ?? new OpenComparison(shown.left, shown.right);
    comparisons.set(id, opened);
    if (!opened.info && !opened.error) void opened.open();
  }
  list = [...list, { ...shown, id }];
  return id;
}

function goTo(id: number): void {
  active = id;
  arrivals += 1;
  view.go("inspect");
}

function activate(id: number): void {
  if (list.some((tab) => tab.id === id)) active = id;
}

function close(id: number): void {
  const at = list.findIndex((tab) => tab.id === id);
  const tab = list[at];
  if (!tab) return;
  list = list.filter((other) => other !== tab);
  if (active === id) active = (list[at] ?? list[at - 1])?.id ?? null;
  drawn.delete(id);
  comparisons.get(id)?.close();
  comparisons.delete(id);
  letGoOfFiles();
  if (documentsOf(tab).length === 0) closed = [...closed, { tab, at }].slice(-REMEMBERED);
}

function closeOthers(id: number): void {
  for (const tab of list) if (tab.id !== id) close(tab.id);
  activate(id);
}

/** A tab that showed an open document is not remembered: the document has gone with it. */
function reopenClosed(): void {
  const back = closed.pop();
  if (!back) return;
  const shown: Shown = back.tab;
  if (shown.shows === "document") open(shown.target);
  else goTo(add(shown));
  if (active !== null) move(active, back.at);
}

/** `to` is its place among the others. */
function move(id: number, to: number): void {
  const tab = list.find((other) => other.id === id);
  if (!tab) return;
  const others = list.filter((other) => other !== tab);
  const at = Math.max(0, Math.min(others.length, to));
  list = [...others.slice(0, at), tab, ...others.slice(at)];
}

/** The open documents that a tab needs. */
function documentsOf(tab: InspectTab): DocumentId[] {
  if (tab.shows === "document") return tab.target.is === "file" ? [tab.target.opened.info.id] : [];
  return [tab.left, tab.right].flatMap((side) => (side.from === "object" ? [] : [side.id]));
}

function letGoOfFiles(): void {
  const used = new Set(list.flatMap(documentsOf));
  for (const id of files) {
    if (used.has(id)) continue;
    files.delete(id);
    void backend()
      .documentClose(id)
      .catch(() => undefined);
  }
}
