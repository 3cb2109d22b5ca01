/**
 * Inspect documents, comparisons and fields for the backend in memory: the same answers as the shell's
 * (src-tauri/src/documents.rs and comparisons.rs) from a parsed object. It does not keep numbers and strings as they
 * were spelled; that is the shell's art, and tested there.
 */
import type { Backend } from "./backend";
import type { CompareEnd, CompareInfo, DocumentInfo, Origin, Source, Subject, SubjectKind } from "./bindings";
import { Comparison } from "./memory-compare";
import { lineValue } from "./memory-logs";
import { fieldValue } from "./memory-meaning";
import { Reading } from "./memory-reading";
import { Tree } from "./memory-tree";

type InspectCommand =
  Extract<keyof Backend, `document${string}` | `compare${string}`> | "inspectResolve" | "inspectFields";
export type DocumentCommands = Pick<Backend, InspectCommand>;

/** The path and the text of the file that a person "chooses". */
export interface SampleFile {
  path: string;
  text: string;
}

const OPENED: Record<SubjectKind, readonly string[]> = {
  image: ["Config"],
  container: ["State"],
  volume: ["Labels", "Options"],
  network: ["IPAM", "Containers"],
};
/** In the order in which `docker inspect` looks for a name. */
const KINDS: readonly SubjectKind[] = ["container", "image", "network", "volume"];

interface OpenDocument {
  origin: Origin;
  reading: Reading;
}

interface OpenComparison {
  sources: [Source, Source];
  ends: [CompareEnd, CompareEnd];
  comparison: Comparison;
}

const gone = (what: string) => ({ code: "sessionGone", message: `${what} is not open`, detail: null });

/** `textOf` is what the engine would send; it throws a `CommandError` for what is not there. */
export function memoryDocuments(textOf: (subject: Subject) => string, file?: SampleFile): DocumentCommands {
  const documents = new Map<number, OpenDocument>();
  const comparisons = new Map<number, OpenComparison>();
  let last = 0;

  const latest = (origin: Origin) => {
    if (origin.is === "line") return lineValue(origin.number);
    return origin.is === "object" ? textOf(origin.subject) : (file?.text ?? "");
  };
  const at = (id: number): OpenDocument => {
    const document = documents.get(id);
    if (!document) throw gone(`document ${id}`);
    return document;
  };
  const info = (id: number): DocumentInfo => {
    const { origin, reading } = at(id);
    const { tree, revision, state, rowCount, states } = reading;
    return {
      id,
      origin,
      bytes: new TextEncoder().encode(tree.text).length,
      nodes: tree.nodes.length,
      rows: rowCount,
      revision,
      state,
      problem:
        tree.nodes.length > 0 ? null : { kind: tree.text.trim() ? "expectedValue" : "empty", line: 1, column: 1 },
      changes: states.length - 1,
    };
  };
  const update = (id: number, act: (reading: Reading) => void): DocumentInfo => {
    act(at(id).reading);
    return info(id);
  };
  const open = (origin: Origin, rows: number) => {
    const opened = origin.is === "object" ? OPENED[origin.subject.kind] : [];
    const reading = new Reading(latest(origin), opened);
    const id = ++last;
    documents.set(id, { origin, reading });
    const path = reading.tree.nodes.length > 0 ? reading.tree.path(0) : null;
    return { info: info(id), rows: reading.rows(0, rows), path };
  };

  const take = (source: Source): { end: CompareEnd; tree: Tree } => {
    if (source.from === "object") {
      const origin: Origin = { is: "object", subject: source.subject };
      return { end: { origin, moment: null }, tree: new Tree(latest(origin)) };
    }
    const { origin, reading } = at(source.id);
    if (source.from === "document") return { end: { origin, moment: null }, tree: reading.tree };
    const state = reading.states.find(({ moment }) => moment.number === source.number);
    if (!state) throw { code: "notFound", message: `state ${source.number} is not kept any more`, detail: null };
    return { end: { origin, moment: state.moment }, tree: state.tree };
  };
  const compared = (id: number): OpenComparison => {
    const found = comparisons.get(id);
    if (!found) throw gone(`comparison ${id}`);
    return found;
  };
  const compareInfo = (id: number): CompareInfo => {
    const { comparison, ends } = compared(id);
    const { rowCount: rows, revision, differences } = comparison;
    return { id, left: ends[0], right: ends[1], rows, revision, differences: differences.length };
  };
  const compareUpdate = (id: number, act: (comparison: Comparison) => void): CompareInfo => {
    act(compared(id).comparison);
    return compareInfo(id);
  };
  const compareOpened = (id: number) => ({ info: compareInfo(id), summary: compared(id).comparison.summary() });
  /** A side whose document has been closed stays as it was. */
  const again = (source: Source, end: CompareEnd, tree: Tree) =>
    source.from !== "object" && !documents.has(source.id) ? { end, tree } : take(source);

  return {
    documentOpen: async (subject, rows) => open({ is: "object", subject }, rows),
    documentOpenFile: async (rows) => (file ? open({ is: "file", path: file.path }, rows) : null),
    documentOpenLine: async (logs, number, rows) => open({ is: "line", logs, number, container: "web" }, rows),
    documentRefresh: async (id, watch) => {
      const { origin, reading } = at(id);
      const { changed, watched } = reading.refresh(latest(origin), watch.node);
      return { info: info(id), changed, watched };
    },
    documentRows: async (id, start, count) => at(id).reading.rows(start, count),
    documentText: async (id, start, count) => at(id).reading.lines(start, count),
    documentToggle: async (id, node) => update(id, (reading) => reading.toggle(node)),
    documentExpand: async (id, scope) => update(id, (reading) => reading.set(scope, true)),
    documentCollapse: async (id, scope) => update(id, (reading) => reading.set(scope, false)),
    documentFilter: async (id, filter) => update(id, (reading) => reading.filter(filter)),
    documentReveal: async (id, at, shown) => update(id, (reading) => reading.reveal(at?.node ?? null, shown)),
    documentSearch: async (id, query, from) => at(id).reading.search(query, from),
    documentFound: async (id, from) => at(id).reading.found(from),
    documentMatch: async (id, index) => at(id).reading.match(index),
    documentShow: async (id, node) => at(id).reading.show(node),
    documentFind: async (id, path) => {
      const { reading } = at(id);
      const found = reading.tree.find(path);
      return found ? reading.show(found.id) : null;
    },
    documentComplete: async (id, path) => at(id).reading.tree.complete(path),
    documentTypeAhead: async (id, row, prefix) => at(id).reading.typeAhead(row, prefix),
    documentPath: async (id, node) => at(id).reading.tree.path(node),
    documentReads: async (id, { node }) => at(id).reading.reads(node),
    documentChanges: async (id) => at(id).reading.changes(),
    documentMoments: async (id) => at(id).reading.states.map(({ moment }) => moment),
    documentCopy: async (id, { node }, what, secrets) => at(id).reading.copy(node, what, secrets),
    documentSave: async (id, { node }, what, secrets) => {
      const { masked } = at(id).reading.copy(node, what, secrets);
      return { path: `/home/ada/document.${what === "yaml" ? "yaml" : "json"}`, masked };
    },
    documentClose: async (id) => (documents.delete(id), null),
    compareOpen: async (left, right) => {
      const [one, other] = [take(left), take(right)];
      const id = ++last;
      const comparison = new Comparison(one.tree, other.tree);
      comparisons.set(id, { sources: [left, right], ends: [one.end, other.end], comparison });
      return compareOpened(id);
    },
    compareRefresh: async (id) => {
      const open = compared(id);
      const one = again(open.sources[0], open.ends[0], open.comparison.left);
      const other = again(open.sources[1], open.ends[1], open.comparison.right);
      open.ends = [one.end, other.end];
      open.comparison.refresh(one.tree, other.tree);
      return compareOpened(id);
    },
    compareRows: async (id, start, count) => compared(id).comparison.rows(start, count),
    compareToggle: async (id, node) => compareUpdate(id, (comparison) => comparison.toggle(node)),
    compareExpand: async (id, scope) => compareUpdate(id, (comparison) => comparison.set(scope, true)),
    compareCollapse: async (id, scope) => compareUpdate(id, (comparison) => comparison.set(scope, false)),
    compareReveal: async (id, shown) => compareUpdate(id, (comparison) => comparison.reveal(shown)),
    compareNext: async (id, from, forward) => compared(id).comparison.next(from, forward),
    compareShow: async (id, node) => compared(id).comparison.show(node),
    comparePatch: async (id, secrets) => compared(id).comparison.patch(secrets),
    compareSave: async (id, secrets) => ({
      path: "/home/ada/comparison.patch.json",
      masked: compared(id).comparison.patch(secrets).masked,
    }),
    compareClose: async (id) => (comparisons.delete(id), null),
    inspectResolve: async (name, kind) => {
      const there = (subject: Subject) => {
        try {
          return Boolean(textOf(subject));
        } catch (thrown) {
          if ((thrown as { code?: string }).code?.endsWith("otFound")) return false;
          throw thrown;
        }
      };
      return KINDS.filter((each) => kind === null || each === kind)
        .map((each) => ({ kind: each, name }))
        .filter(there);
    },
    inspectFields: async (kind, names, pointers) =>
      names.map((name) => {
        let tree: Tree | null = null;
        try {
          tree = new Tree(textOf({ kind, name }));
        } catch (thrown) {
          if (/^engine(Lost|Unreachable)/.test((thrown as { code?: string }).code ?? "")) throw thrown;
        }
        return { name, values: pointers.map((pointer) => tree && fieldValue(tree, pointer)) };
      }),
  };
}
