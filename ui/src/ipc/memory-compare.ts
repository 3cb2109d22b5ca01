/** Two documents of the backend in memory as one tree: aligned, folded, told. A simple relative of the shell's. */
import type {
  CompareMatch,
  CompareRow,
  CompareRows,
  CompareSide,
  CompareSummary,
  CompareTopic,
  Difference,
  Scope,
  ValueChange,
} from "./bindings";
import { difference, pairsOf, type Pair } from "./memory-align";
import { hint } from "./memory-meaning";
import { Veil } from "./memory-secrets";
import { isContainer, plain, type Node, type Tree } from "./memory-tree";
import { View, type Branch } from "./memory-view";

const VALUE_CHARS = 300;
const MAX_NAMES = 6;
const MAX_TOPICS = 24;
/** Parts whose own parts are told one by one. */
const SPLIT = ["Config", "HostConfig", "NetworkSettings", "State", "ContainerConfig", "GraphDriver", "RootFS"];
interface CompareNode extends Branch, Pair {
  difference: Difference;
  position: number;
  children: number[];
  fold: boolean;
  /** Its place in the right array, or the one that it had there. */
  slot: number;
}

export class Comparison {
  left: Tree;
  right: Tree;
  #nodes: CompareNode[] = [];
  #view: View;
  #veil = new Veil();
  revision = 1;

  constructor(left: Tree, right: Tree) {
    this.left = left;
    this.right = right;
    this.#view = this.#build();
  }

  /** What was open by its path stays so. */
  refresh(left: Tree, right: Tree): void {
    const name = (node: CompareNode) => `${node.fold ? "fold " : ""}${this.#pointer(node)}`;
    const closed = new Set(
      this.#nodes.filter(({ id, difference }) => difference === "within" && !this.#view.expanded.has(id)).map(name),
    );
    const opened = new Set(
      [...this.#view.expanded]
        .map((id) => this.#nodes[id])
        .filter(Boolean)
        .map((node) => name(node as CompareNode)),
    );
    [this.left, this.right] = [left, right];
    this.#view = this.#build();
    for (const node of this.#nodes)
      if (opened.has(name(node))) this.#view.expanded.add(node.id);
      else if (closed.has(name(node))) this.#view.expanded.delete(node.id);
    this.revision += 1;
  }

  #build(): View {
    this.#nodes = [];
    const [left, right] = [this.left.nodes[0] ?? null, this.right.nodes[0] ?? null];
    if (left || right) this.#add({ left, right, identity: null }, 0, 0, 0, 0);
    const open = this.#nodes.filter(({ id, difference }) => id === 0 || difference === "within");
    return new View(
      this.#nodes,
      open.map(({ id }) => id),
    );
  }

  #add(pair: Pair, parent: number, depth: number, position: number, slot: number): void {
    const id = this.#nodes.length;
    const node: CompareNode = {
      ...pair,
      id,
      parent,
      depth,
      position,
      slot,
      end: id + 1,
      children: [],
      fold: false,
      difference: difference(pair),
    };
    this.#nodes.push(node);
    const folds = node.difference === "within" || id === 0;
    this.#below(node, pairsOf(this.left, this.right, pair), folds);
  }

  /** Two and more in a row that are alike stand under a fold. */
  #below(node: CompareNode, pairs: readonly Pair[], folds: boolean): void {
    let slot = 0;
    for (let at = 0; at < pairs.length;) {
      let run = at;
      while (folds && pairs[run] && difference(pairs[run] as Pair) === "same") run += 1;
      const position = node.children.length;
      const id = this.#nodes.length;
      node.children.push(id);
      const pair = pairs[at] as Pair;
      if (run - at >= 2) {
        const fold: CompareNode = {
          id,
          parent: node.id,
          depth: node.depth + 1,
          position,
          slot,
          end: id + 1,
          children: [],
          left: null,
          right: null,
          identity: null,
          difference: "same",
          fold: true,
        };
        this.#nodes.push(fold);
        this.#below(fold, pairs.slice(at, run), false);
        slot += run - at;
        at = run;
      } else {
        this.#add(pair, node.id, node.depth + 1, position, slot);
        if (pair.right) slot += 1;
        at += 1;
      }
    }
    node.end = this.#nodes.length;
  }

  get differences(): number[] {
    const counts = ({ id, parent, difference }: CompareNode) =>
      ["added", "removed", "changed"].includes(difference) &&
      (id === 0 || this.#nodes[parent]?.difference === "within");
    return this.#nodes.filter(counts).map(({ id }) => id);
  }

  get rowCount(): number {
    return this.#view.visible().length;
  }

  node(id: number): CompareNode {
    const found = this.#nodes[id];
    if (!found) throw { code: "notFound", message: `the comparison has no node ${id}`, detail: null };
    return found;
  }

  rows(start: number, count: number): CompareRows {
    const all = this.#view.visible();
    const differences = this.differences;
    const rows = all.slice(start, start + count).map((id) => this.#row(this.node(id), all, differences));
    return { revision: this.revision, total: all.length, start, rows };
  }

  #row(of: CompareNode, all: readonly number[], differences: readonly number[]): CompareRow {
    const key = (of.right ?? of.left)?.key ?? null;
    return {
      node: of.id,
      depth: of.depth,
      fold: of.fold ? of.children.length : null,
      difference: of.difference,
      key: key === null ? null : plain(key, 200),
      identity: of.identity,
      left: of.left && this.#side(this.left, of.left),
      right: of.right && this.#side(this.right, of.right),
      differences: differences.filter((id) => id > of.id && id < of.end).length,
      children: of.children.length,
      expanded: of.children.length > 0 && this.#view.expanded.has(of.id),
      position: of.position + 1,
      setSize: of.id === 0 ? 1 : this.node(of.parent).children.length,
      parentRow: of.id === 0 ? null : all.indexOf(of.parent),
      pointer: of.fold ? null : this.#pointer(of),
    };
  }

  #side(tree: Tree, node: Node): CompareSide {
    return {
      node: node.id,
      kind: node.kind,
      value: isContainer(node) ? null : plain(this.#veil.read(tree, node), VALUE_CHARS),
      children: node.children.length,
      index: tree.inArray(node) ? node.index : null,
      hint: hint(tree, node),
      secret: this.#veil.state(tree, node),
    };
  }

  #pointer({ id, left, right, children }: CompareNode): string {
    if (right) return this.right.pointer(right.id);
    if (left) return this.left.pointer(left.id);
    const first = this.#nodes[children[0] ?? id];
    return first && first.id !== id ? this.#pointer(first) : "";
  }

  set(scope: Scope, open: boolean): void {
    if ("node" in scope) this.node(scope.node);
    this.#view.apply(scope, open);
    this.revision += 1;
  }

  toggle(id: number): void {
    this.set({ what: "node", node: id }, !this.#view.expanded.has(id));
  }

  reveal(shown: boolean): void {
    this.#veil.lift(null, shown);
    this.revision += 1;
  }

  next(from: number, forward: boolean): CompareMatch | null {
    const all = this.differences;
    const found = forward ? (all.find((id) => id > from) ?? all[0]) : (all.findLast((id) => id < from) ?? all.at(-1));
    return found === undefined ? null : this.show(found);
  }

  show(id: number): CompareMatch {
    this.node(id);
    const before = this.rowCount;
    const row = this.#view.reveal(id);
    if (this.rowCount !== before) this.revision += 1;
    return {
      node: id,
      row,
      index: Math.max(
        0,
        this.differences.findIndex((each) => each >= id),
      ),
    };
  }

  changes(): ValueChange[] {
    const veil = new Veil();
    const read = (tree: Tree, node: Node | null) =>
      node && !isContainer(node) ? plain(veil.read(tree, node), VALUE_CHARS) : null;
    return this.differences.map((id) => {
      const node = this.node(id);
      const [before, after] = [read(this.left, node.left), read(this.right, node.right)];
      return { difference: node.difference, pointer: this.#pointer(node), before, after };
    });
  }

  summary(): CompareSummary {
    const topics: CompareTopic[] = [];
    const count: Record<string, number> = { added: 0, removed: 0, changed: 0 };
    const changes = this.changes();
    this.differences.forEach((id, at) => {
      const { difference } = this.node(id);
      count[difference] = (count[difference] ?? 0) + 1;
      const steps: CompareNode[] = [];
      for (let step = this.node(id); step.id !== 0; step = this.node(step.parent)) if (!step.fold) steps.unshift(step);
      const split = steps.length > 1 && SPLIT.includes(this.#name(steps[0] as CompareNode)) ? 2 : 1;
      const part = steps[Math.min(split, steps.length) - 1] ?? this.node(0);
      let topic = topics.find(({ node }) => node === part.id);
      if (!topic) {
        topic = {
          pointer: this.#pointer(part),
          node: part.id,
          added: [],
          removed: [],
          changed: [],
          addedCount: 0,
          removedCount: 0,
          changedCount: 0,
          from: null,
          to: null,
        };
        topics.push(topic);
      }
      const kind = difference as "added" | "removed" | "changed";
      topic[`${kind}Count`] += 1;
      const deeper = steps.slice(split).map((step) => this.#name(step));
      if (deeper.length === 0 && kind === "changed")
        [topic.from, topic.to] = [changes[at]?.before ?? null, changes[at]?.after ?? null];
      else if (deeper.length > 0 && topic[kind].length < MAX_NAMES) topic[kind].push(deeper.join(" › "));
    });
    const same = this.#nodes.filter(
      (node) => node.right && !isContainer(node.right) && node.difference === "same",
    ).length;
    const { added = 0, removed = 0, changed = 0 } = count;
    return {
      added,
      removed,
      changed,
      same,
      topics: topics.slice(0, MAX_TOPICS),
      more: Math.max(0, topics.length - MAX_TOPICS),
    };
  }

  #name(node: CompareNode): string {
    const of = node.right ?? node.left;
    return of?.key ?? node.identity ?? String(of?.index ?? "");
  }

  /** As a JSON Patch, and how many masks it has. */
  patch(secrets: boolean): { text: string; masked: number } {
    const veil = secrets ? Veil.open() : new Veil();
    let masked = 0;
    const operations = this.differences.map((id) => {
      const node = this.node(id);
      if (!node.right) {
        let parent = this.node(node.parent);
        if (parent.fold) parent = this.node(parent.parent);
        const key = node.left?.key ?? null;
        const last = key === null ? String(node.slot) : key.replace(/~/g, "~0").replace(/\//g, "~1");
        return { op: "remove", path: `${this.#pointer(parent)}/${last}` };
      }
      masked += veil.hiddenIn(this.right, node.right);
      return {
        op: node.left ? "replace" : "add",
        path: this.right.pointer(node.right.id),
        value: veil.value(this.right, node.right),
      };
    });
    const lines = operations.map((operation) => JSON.stringify(operation));
    return { text: lines.length === 0 ? "[]" : `[\n  ${lines.join(",\n  ")}\n]`, masked };
  }
}

/** What changed between two states of a document. */
export function changesBetween(before: Tree, after: Tree): ValueChange[] {
  return new Comparison(before, after).changes();
}
