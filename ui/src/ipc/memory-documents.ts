/**
 * Inspect documents for the backend in memory: the same answers as src-tauri/src/documents.rs from a parsed object. It
 * does not keep numbers and strings as they were spelled; that is the shell's art, and tested there.
 */
import type { Backend } from "./backend";
import type {
  Copied,
  DocumentInfo,
  Excerpt,
  Hint,
  Kind,
  NodePath,
  Scope,
  SearchQuery,
  Subject,
  TextLine,
  TreeRow,
} from "./bindings";

type DocumentCommand = Extract<keyof Backend, `document${string}`>;
export type DocumentCommands = Pick<Backend, DocumentCommand>;

const VALUE_CHARS = 300;
const BYTES = new Set(["Size", "VirtualSize", "Memory", "ShmSize", "SizeRw", "SizeRootFs"]);

interface Node {
  id: number;
  parent: number;
  end: number;
  depth: number;
  index: number;
  key: string | null;
  value: unknown;
  kind: Kind;
  children: number[];
}

interface Open {
  info: DocumentInfo;
  text: string;
  nodes: Node[];
  expanded: Set<number>;
  query: RegExp | null;
  found: number[];
  changed: Set<string>;
}

function kindOf(value: unknown): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "boolean" ? "bool" : (type as Kind);
}

function parse(text: string): Node[] {
  const nodes: Node[] = [];
  const add = (value: unknown, key: string | null, index: number, parent: number, depth: number) => {
    const id = nodes.length;
    const node: Node = { id, parent, end: id + 1, depth, index, key, value, kind: kindOf(value), children: [] };
    nodes.push(node);
    const inner: [string | null, unknown][] = Array.isArray(value)
      ? value.map((item): [null, unknown] => [null, item])
      : node.kind === "object"
        ? Object.entries(value as object)
        : [];
    inner.forEach(([name, item], place) => {
      node.children.push(nodes.length);
      add(item, name, place, id, depth + 1);
    });
    node.end = nodes.length;
  };
  add(JSON.parse(text), null, 0, 0, 0);
  return nodes;
}

const spelled = (node: Node) => (node.kind === "string" ? (node.value as string) : JSON.stringify(node.value));
const isContainer = (node: Node) => node.kind === "object" || node.kind === "array";

/** `textOf` is what the engine would send; it throws a `CommandError` for what is not there. */
export function memoryDocuments(textOf: (subject: Subject) => string): DocumentCommands {
  const open = new Map<number, Open>();
  let last = 0;

  const at = (id: number): Open => {
    const document = open.get(id);
    if (!document) throw { code: "sessionGone", message: `document ${id} is not open`, detail: null };
    return document;
  };
  const node = (document: Open, id: number): Node => {
    const found = document.nodes[id];
    if (!found) throw { code: "notFound", message: `the document has no node ${id}`, detail: null };
    return found;
  };
  const visible = (document: Open): number[] => {
    const rows: number[] = [];
    for (let id = 0; id < document.nodes.length;) {
      rows.push(id);
      id = document.expanded.has(id) ? id + 1 : (document.nodes[id]?.end ?? id + 1);
    }
    return rows;
  };
  const touched = (document: Open): DocumentInfo => {
    document.info = { ...document.info, rows: visible(document).length, revision: document.info.revision + 1 };
    return document.info;
  };
  const chain = (document: Open, id: number): Node[] => {
    const nodes = [node(document, id)];
    while (nodes[0]?.id) nodes.unshift(node(document, nodes[0].parent));
    return nodes;
  };
  const inArray = (document: Open, step: Node) => step.id > 0 && document.nodes[step.parent]?.kind === "array";

  const excerpt = (document: Open, text: string, limit = VALUE_CHARS): Excerpt => {
    const shown = text.slice(0, limit);
    const marks = document.query
      ? [...shown.matchAll(document.query)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }))
      : [];
    return { text: shown, truncated: text.length > limit, marks };
  };

  const pointer = (document: Open, id: number) =>
    chain(document, id)
      .slice(1)
      .map(
        (step) =>
          `/${inArray(document, step) ? step.index : (step.key ?? "").replace(/~/g, "~0").replace(/\//g, "~1")}`,
      )
      .join("");

  const path = (document: Open, id: number): NodePath => {
    const steps = chain(document, id).slice(1);
    const identifier = /^[A-Za-z_]\w*$/;
    let fields = "";
    let operands = "";
    let jq = ".[0]";
    for (const step of steps) {
      const index = inArray(document, step);
      const key = step.key ?? "";
      if (index) [operands, jq] = [`${operands} ${step.index}`, `${jq}[${step.index}]`];
      else if (identifier.test(key)) {
        fields = `${operands ? `(index ${fields || "."}${operands})` : fields}.${key}`;
        [operands, jq] = ["", `${jq}.${key}`];
      } else [operands, jq] = [`${operands} ${JSON.stringify(key)}`, `${jq}[${JSON.stringify(key)}]`];
    }
    const expression = operands ? `index ${fields || "."}${operands}` : fields || "json .";
    return {
      crumbs: [node(document, 0), ...steps].map((step) => ({
        node: step.id,
        key: step.key === null ? null : excerpt({ ...document, query: null }, step.key),
        index: inArray(document, step) ? step.index : null,
      })),
      elided: 0,
      jq,
      pointer: pointer(document, id),
      template: `{{${expression}}}`,
    };
  };

  const hint = (document: Open, of: Node): Hint | null => {
    if (of.kind === "string") {
      const text = of.value as string;
      if (of.key === "LowerDir") return { is: "lowerLayers", count: text.split(":").length };
      if (text.startsWith("0001-01-01T")) return { is: "never" };
      const at = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
      return Number.isNaN(at) ? null : { is: "instant", at };
    }
    if (of.kind === "number")
      return BYTES.has(of.key ?? "") && Number(of.value) > 0 ? { is: "bytes", bytes: Number(of.value) } : null;
    if (!isContainer(of) || of.id === 0 || of.children.length === 0) return null;
    const items = of.children.map((child) => node(document, child));
    const layers = items.find(({ key }) => key === "Layers");
    if (of.key === "RootFS" && layers) return { is: "layers", count: layers.children.length };
    if (of.kind === "array" && items.some(isContainer)) return null;
    const texts = items.map((item) => item.key ?? spelled(item));
    const named = of.key === "Env" ? texts.map((text) => text.split("=")[0] ?? "") : texts;
    return { is: "holds", text: named.join(", ").slice(0, 120), truncated: named.join(", ").length > 120 };
  };

  const row = (document: Open, id: number, rows: number[]): TreeRow => {
    const of = node(document, id);
    const parent = document.nodes[of.parent];
    const expanded = document.expanded.has(id) && of.children.length > 0;
    return {
      node: id,
      depth: of.depth,
      key: of.key === null ? null : excerpt(document, of.key, 200),
      index: inArray(document, of) ? of.index : null,
      kind: of.kind,
      value: isContainer(of) ? null : excerpt(document, spelled(of)),
      children: of.children.length,
      expanded,
      position: of.index + 1,
      setSize: id === 0 ? 1 : (parent?.children.length ?? 1),
      parentRow: id === 0 ? null : rows.indexOf(of.parent),
      pointer: pointer(document, id),
      matched: document.found.includes(id),
      changed: !expanded && document.changed.has(pointer(document, id)),
      hint: hint(document, of),
    };
  };

  const lines = (document: Open): TextLine[] => {
    const out: TextLine[] = [];
    const write = (of: Node) => {
      const parent = document.nodes[of.parent];
      const comma = of.id > 0 && of.index + 1 < (parent?.children.length ?? 0);
      const key = of.key === null ? null : excerpt(document, JSON.stringify(of.key), 2000);
      const [start, end] = of.kind === "object" ? ["{", "}"] : ["[", "]"];
      const base = { node: of.id, kind: of.kind, indent: of.depth };
      const plain = (text: string): Excerpt => ({ text, truncated: false, marks: [] });
      if (of.children.length > 0) {
        out.push({ ...base, part: "open", key, text: plain(start), comma: false });
        of.children.forEach((child) => write(node(document, child)));
        out.push({ ...base, part: "close", key: null, text: plain(end), comma });
      } else {
        const text = isContainer(of) ? plain(start + end) : excerpt(document, JSON.stringify(of.value), 2000);
        out.push({ ...base, part: "whole", key, text, comma });
      }
    };
    write(node(document, 0));
    return out;
  };

  const show = (document: Open, id: number) => {
    for (const ancestor of chain(document, id).slice(0, -1)) document.expanded.add(ancestor.id);
    touched(document);
    const line = lines(document).findIndex((each) => each.node === id);
    return { node: id, row: visible(document).indexOf(id), line };
  };

  const set = (document: Open, scope: Scope, opened: boolean): DocumentInfo => {
    const { nodes, expanded } = document;
    const each = (ids: Iterable<number>, value: boolean) => {
      for (const id of ids)
        if (value) expanded.add(id);
        else expanded.delete(id);
    };
    if (scope.what === "all") each(nodes.keys(), opened);
    if (scope.what === "level") nodes.forEach(({ id, depth }) => each([id], depth < scope.level));
    if (scope.what === "node") each([scope.node], opened);
    if (scope.what === "branch")
      each(
        nodes.slice(scope.node, node(document, scope.node).end).map(({ id }) => id),
        opened,
      );
    if (scope.what === "siblings") each(node(document, node(document, scope.node).parent).children, opened);
    if (scope.what === "all") expanded.add(0);
    return touched(document);
  };

  const search = (document: Open, query: SearchQuery) => {
    const flags = query.matchCase ? "gu" : "giu";
    const escaped = query.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    try {
      document.query = query.text ? new RegExp(query.regex ? query.text : escaped, flags) : null;
    } catch (error) {
      throw { code: "invalidInput", message: String(error), detail: null };
    }
    const hit = (text: string) => document.query !== null && text.search(document.query) >= 0;
    document.found = document.nodes
      .filter((of) => (of.key !== null && hit(of.key)) || (!isContainer(of) && hit(spelled(of))))
      .map(({ id }) => id);
    touched(document);
  };
  const nearest = (document: Open, from: number) =>
    Math.max(
      0,
      document.found.findIndex((id) => id >= from),
    );

  const copy = (document: Open, id: number, what: Copied): string => {
    const of = node(document, id);
    const paths = path(document, id);
    const laidOut = JSON.stringify(of.value, null, 4);
    const copies: Record<Copied, string> = {
      value: of.kind === "string" ? (of.value as string) : laidOut,
      key: of.key ?? String(of.index),
      json: laidOut,
      raw: id === 0 ? document.text : JSON.stringify(of.value),
      jq: paths.jq,
      pointer: paths.pointer,
      template: paths.template,
    };
    return copies[what];
  };

  return {
    documentOpen: async (subject) => {
      const text = textOf(subject);
      const nodes = parse(text);
      const id = ++last;
      const first = subject.kind === "image" ? "Config" : "State";
      const expanded = new Set(
        nodes.filter((of) => of.id === 0 || (of.depth === 1 && of.key === first)).map((of) => of.id),
      );
      const info: DocumentInfo = {
        id,
        subject,
        bytes: text.length,
        nodes: nodes.length,
        rows: 0,
        revision: 0,
        problem: null,
      };
      const document: Open = { info, text, nodes, expanded, query: null, found: [], changed: new Set() };
      open.set(id, document);
      return touched(document);
    },
    documentRefresh: async (id, watch) => {
      const document = at(id);
      const text = textOf(document.info.subject);
      if (text === document.text) return { info: document.info, changed: false, watched: watch };
      const before = new Map(document.nodes.map((of) => [pointer(document, of.id), JSON.stringify(of.value)]));
      const opened = new Set([...document.expanded].map((of) => pointer(document, of)));
      const watched = pointer(document, watch);
      document.nodes = parse(text);
      document.text = text;
      const pointers = document.nodes.map((of) => pointer(document, of.id));
      document.expanded = new Set(document.nodes.filter((of) => opened.has(pointers[of.id] ?? "")).map((of) => of.id));
      document.changed = new Set(
        pointers.filter((each, of) => before.get(each) !== JSON.stringify(document.nodes[of]?.value)),
      );
      const found = pointers.indexOf(watched);
      document.info = { ...document.info, bytes: text.length, nodes: document.nodes.length };
      return { info: touched(document), changed: true, watched: found < 0 ? null : found };
    },
    documentRows: async (id, start, count) => {
      const document = at(id);
      const rows = visible(document);
      return {
        revision: document.info.revision,
        total: rows.length,
        start,
        rows: rows.slice(start, start + count).map((each) => row(document, each, rows)),
      };
    },
    documentText: async (id, start, count) => {
      const document = at(id);
      const all = lines(document);
      return { revision: document.info.revision, total: all.length, start, lines: all.slice(start, start + count) };
    },
    documentToggle: async (id, of) => {
      const document = at(id);
      return set(document, { what: "node", node: of }, !document.expanded.has(of));
    },
    documentExpand: async (id, scope) => set(at(id), scope, true),
    documentCollapse: async (id, scope) => set(at(id), scope, false),
    documentSearch: async (id, query, from) => {
      const document = at(id);
      search(document, query);
      return { count: document.found.length, nearest: nearest(document, from) };
    },
    documentFound: async (id, from) => ({ count: at(id).found.length, nearest: nearest(at(id), from) }),
    documentMatch: async (id, index) => show(at(id), at(id).found[index] ?? -1),
    documentShow: async (id, of) => show(at(id), of),
    documentFind: async (id, wanted) => {
      const document = at(id);
      const found = document.nodes.find((of) => {
        const paths = path(document, of.id);
        return [paths.jq, paths.pointer, paths.template, paths.jq.replace(".[0]", "")].includes(wanted.trim());
      });
      return found ? show(document, found.id) : null;
    },
    documentTypeAhead: async (id, from, prefix) => {
      const document = at(id);
      const rows = visible(document);
      const order = rows.map((_, step) => (from + step) % rows.length);
      const starts = (place: number) =>
        document.nodes[rows[place] ?? -1]?.key?.toLowerCase().startsWith(prefix.toLowerCase());
      return order.find(starts) ?? null;
    },
    documentPath: async (id, of) => path(at(id), of),
    documentCopy: async (id, of, what) => copy(at(id), of, what),
    documentClose: async (id) => {
      open.delete(id);
      return null;
    },
  };
}
