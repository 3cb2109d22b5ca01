/**
 * A parsed document for the backend in memory, and where its values are: paths in every spelling, the way back from
 * them, and completing them. What is open of it is `memory-view.ts`; what values mean is `memory-meaning.ts`.
 */
import type { Completion, Excerpt, Kind, NodePath } from "./bindings";

/** As in the shell. */
const MAX_COMPLETIONS = 50;

export interface Node {
  id: number;
  /** The root is its own. */
  parent: number;
  /** The first node after everything in it. */
  end: number;
  depth: number;
  index: number;
  key: string | null;
  value: unknown;
  kind: Kind;
  children: number[];
}

export const plain = (text: string, limit = Infinity): Excerpt => ({
  text: text.slice(0, limit),
  truncated: text.length > limit,
  marks: [],
});

export const isContainer = ({ kind }: Node) => kind === "object" || kind === "array";

/** A string as it reads, numbers and words as they are spelled. */
export const spelled = (node: Node) => (node.kind === "string" ? (node.value as string) : JSON.stringify(node.value));

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
  try {
    add(JSON.parse(text), null, 0, 0, 0);
  } catch {
    return [];
  }
  return nodes;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

export class Tree {
  readonly text: string;
  /** None where the text is not JSON. */
  readonly nodes: readonly Node[];

  constructor(text: string) {
    this.text = text;
    this.nodes = parse(text);
  }

  node(id: number): Node {
    const found = this.nodes[id];
    if (!found) throw { code: "notFound", message: `the document has no node ${id}`, detail: null };
    return found;
  }

  inArray(node: Node): boolean {
    return node.id > 0 && this.nodes[node.parent]?.kind === "array";
  }

  /** From the root to the node itself. */
  chain(id: number): Node[] {
    const nodes = [this.node(id)];
    while (nodes[0]?.id) nodes.unshift(this.node(nodes[0].parent));
    return nodes;
  }

  pointer(id: number): string {
    const step = (node: Node) =>
      this.inArray(node) ? String(node.index) : (node.key ?? "").replace(/~/g, "~0").replace(/\//g, "~1");
    return this.chain(id)
      .slice(1)
      .map((node) => `/${step(node)}`)
      .join("");
  }

  path(id: number): NodePath {
    const steps = this.chain(id).slice(1);
    let fields = "";
    let operands = "";
    let jq = ".[0]";
    for (const step of steps) {
      const key = step.key ?? "";
      if (this.inArray(step)) [operands, jq] = [`${operands} ${step.index}`, `${jq}[${step.index}]`];
      else if (IDENTIFIER.test(key)) {
        fields = `${operands ? `(index ${fields || "."}${operands})` : fields}.${key}`;
        [operands, jq] = ["", `${jq}.${key}`];
      } else [operands, jq] = [`${operands} ${JSON.stringify(key)}`, `${jq}[${JSON.stringify(key)}]`];
    }
    const expression = operands ? `index ${fields || "."}${operands}` : fields || "json .";
    return {
      crumbs: [this.node(0), ...steps].map((step) => ({
        node: step.id,
        key: step.key === null ? null : plain(step.key),
        index: this.inArray(step) ? step.index : null,
      })),
      elided: 0,
      jq,
      pointer: this.pointer(id),
      template: `{{${expression}}}`,
    };
  }

  /** By a jq path, a JSON Pointer or a Go template's fields. */
  find(wanted: string): Node | undefined {
    const path = wanted.trim();
    if (path === ".") return this.nodes[0];
    return this.nodes.find(({ id }) => {
      const { jq, pointer, template } = this.path(id);
      return [jq, pointer, template, template.slice(2, -2), jq.slice(4)].includes(path);
    });
  }

  /** The ways to go on from what is typed: what begins so, then what has it in it, then what stands in it. */
  complete(typed: string): Completion[] {
    const template = typed.startsWith("{{");
    const bare = typed.replace(/^\{\{/, "").replace(/^(?=\w)/, ".") || ".";
    const cut = bare.startsWith("/")
      ? /^(.*)\/([^/]*)$/.exec(bare)
      : (/^(.*)\["?([^"\]]*)$/.exec(bare) ?? /^(.*)\.([^."[\]]*)$/.exec(bare));
    const at = (path: string) => this.find(path === ".[0]" ? "" : path)?.children ?? [];
    const prefix = (cut?.[2] ?? "").toLowerCase();
    const beside = at(cut?.[1] ?? " ").map((id) => this.node(id));
    const begins = (node: Node) => (node.key ?? String(node.index)).toLowerCase().startsWith(prefix);
    const contains = (node: Node) => !begins(node) && (node.key ?? "").toLowerCase().includes(prefix);
    const inside = prefix ? at(bare).map((id) => this.node(id)) : [];
    const all = [...beside.filter(begins), ...beside.filter(contains), ...inside].map((node) => {
      const { jq, pointer, template: whole } = this.path(node.id);
      const spelling = bare.startsWith("/") ? pointer : bare.startsWith(".[0]") ? jq : jq.slice(4);
      const path = !template ? spelling : node.children.length > 0 ? whole.slice(0, -2) : whole;
      const step = node.key ?? `[${node.index}]`;
      return { path, step, kind: node.kind, children: node.children.length };
    });
    return all.filter(({ path }) => !typed.startsWith(path)).slice(0, MAX_COMPLETIONS);
  }
}
