/** One open document of the backend in memory: what of it is open, found, shown and changed, as rows and as lines. */
import type {
  ChangeSet,
  Copied,
  Copy,
  Excerpt,
  Moment,
  RowFilter,
  Scope,
  SearchInfo,
  SearchMatch,
  SearchQuery,
  TextLine,
  TextLines,
  TreeRow,
  TreeRows,
} from "./bindings";
import { changesBetween } from "./memory-compare";
import { hint, isDefault, link, reads, readsAs } from "./memory-meaning";
import { Veil } from "./memory-secrets";
import { isContainer, plain, Tree, type Node } from "./memory-tree";
import { View } from "./memory-view";
import { yaml } from "./memory-yaml";

const VALUE_CHARS = 300;

export class Reading {
  tree: Tree;
  #view: View;
  #veil = new Veil();
  #filter: RowFilter = { matchesOnly: false, hideDefaults: false };
  #query: RegExp | null = null;
  #found: number[] = [];
  #changed = new Set<string>();
  readonly states: { moment: Moment; tree: Tree }[];
  revision = 1;
  state = 0;

  constructor(text: string, opened: readonly string[]) {
    this.tree = new Tree(text);
    const open = ({ id, depth, key }: Node) => id === 0 || (depth === 1 && opened.includes(key ?? ""));
    this.#view = new View(
      this.tree.nodes,
      this.tree.nodes.filter(open).map(({ id }) => id),
    );
    this.states = [{ moment: { number: 0, at: Date.now() }, tree: this.tree }];
  }

  /** Whether it is another one, and where the watched node is now. */
  refresh(text: string, watch: number): { changed: boolean; watched: number | null } {
    if (text === this.tree.text) return { changed: false, watched: watch };
    const old = this.tree;
    const tree = new Tree(text);
    const places = new Map(tree.nodes.map(({ id }) => [tree.pointer(id), id]));
    const moved = (id: number) => places.get(old.pointer(id)) ?? null;
    const there = (ids: Iterable<number>) => [...ids].map(moved).filter((id) => id !== null);
    const before = new Map(old.nodes.map(({ id, value }) => [old.pointer(id), JSON.stringify(value)]));
    const other = tree.nodes.filter(({ id, value }) => before.get(tree.pointer(id)) !== JSON.stringify(value));
    this.#changed = new Set(other.map(({ id }) => tree.pointer(id)));
    this.#view = new View(tree.nodes, there(this.#view.expanded));
    const lifted = there(this.#veil.lifted);
    this.#veil.lifted.clear();
    for (const id of lifted) this.#veil.lifted.add(id);
    this.tree = tree;
    this.state += 1;
    this.states.push({ moment: { number: this.states.length, at: Date.now() }, tree });
    this.#lookAgain();
    return { changed: true, watched: old.nodes[watch] ? moved(watch) : null };
  }

  get rowCount(): number {
    return this.#view.visible().length;
  }

  rows(start: number, count: number): TreeRows {
    const all = this.#view.visible();
    const rows = all.slice(start, start + count).map((id) => this.#row(this.tree.node(id), all));
    return { revision: this.revision, total: all.length, start, rows };
  }

  #row(of: Node, all: readonly number[]): TreeRow {
    const { tree } = this;
    const beside = of.id === 0 ? [0] : this.#view.children(of.parent);
    const expanded = this.#view.expanded.has(of.id) && of.children.length > 0;
    return {
      node: of.id,
      state: this.state,
      depth: of.depth,
      key: of.key === null ? null : this.#excerpt(of.key, 200),
      index: tree.inArray(of) ? of.index : null,
      kind: of.kind,
      value: isContainer(of) ? null : this.#excerpt(this.#veil.read(tree, of)),
      secret: this.#veil.state(tree, of),
      children: of.children.length,
      expanded,
      position: beside.indexOf(of.id) + 1,
      setSize: beside.length,
      parentRow: of.id === 0 ? null : all.indexOf(of.parent),
      pointer: tree.pointer(of.id),
      matched: this.#found.includes(of.id),
      changed: !expanded && this.#changed.has(tree.pointer(of.id)),
      hint: hint(tree, of),
      link: link(tree, of),
      readsAs: readsAs(tree, of),
      isDefault: isDefault(of),
    };
  }

  #excerpt(text: string, limit = VALUE_CHARS): Excerpt {
    const shown = text.slice(0, limit);
    const hits = this.#query ? [...shown.matchAll(this.#query)] : [];
    const marks = hits.map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }));
    return { text: shown, truncated: text.length > limit, marks };
  }

  lines(start: number, count: number): TextLines {
    const all = this.#lines();
    return { revision: this.revision, total: all.length, start, lines: all.slice(start, start + count) };
  }

  #lines(): TextLine[] {
    const { tree } = this;
    const none = { node: null, kind: null, indent: 0, key: null, comma: false };
    if (tree.nodes.length === 0)
      return tree.text.split("\n").map((text): TextLine => ({ ...none, part: "plain", text: this.#excerpt(text) }));
    const out: TextLine[] = [];
    const write = (of: Node) => {
      const comma = of.id > 0 && of.index + 1 < tree.node(of.parent).children.length;
      const key = of.key === null ? null : this.#excerpt(JSON.stringify(of.key), 2000);
      const [start, end] = of.kind === "object" ? ["{", "}"] : ["[", "]"];
      const base = { node: of.id, kind: of.kind, indent: of.depth };
      if (of.children.length > 0) {
        out.push({ ...base, part: "open", key, text: plain(start), comma: false });
        of.children.forEach((child) => write(tree.node(child)));
        out.push({ ...base, part: "close", key: null, text: plain(end), comma });
      } else {
        const text = isContainer(of)
          ? plain(start + end)
          : this.#excerpt(JSON.stringify(this.#veil.value(tree, of)), 2000);
        out.push({ ...base, part: "whole", key, text, comma });
      }
    };
    write(tree.node(0));
    return out;
  }

  set(scope: Scope, open: boolean): void {
    if ("node" in scope) this.tree.node(scope.node);
    this.#view.apply(scope, open);
    this.revision += 1;
  }

  toggle(id: number): void {
    this.set({ what: "node", node: id }, !this.#view.expanded.has(id));
  }

  filter(filter: RowFilter): void {
    this.#filter = filter;
    this.#sift();
  }

  #sift(): void {
    const { matchesOnly, hideDefaults } = this.#filter;
    const matches = matchesOnly && this.#query !== null;
    const keep = (id: number) => {
      const node = this.tree.node(id);
      return (
        (!matches || this.#found.includes(id)) && (!hideDefaults || (node.children.length === 0 && !isDefault(node)))
      );
    };
    this.#view.filter(matches || hideDefaults ? keep : null);
    this.revision += 1;
  }

  reveal(id: number | null, shown: boolean): void {
    if (id !== null) this.tree.node(id);
    this.#veil.lift(id, shown);
    this.#lookAgain();
  }

  search(query: SearchQuery, from: number): SearchInfo {
    const escaped = query.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    try {
      const pattern = query.regex ? query.text : escaped;
      this.#query = query.text ? new RegExp(pattern, query.matchCase ? "gu" : "giu") : null;
    } catch (error) {
      throw { code: "invalidInput", message: String(error), detail: null };
    }
    this.#lookAgain();
    return this.found(from);
  }

  #lookAgain(): void {
    const hit = (text: string) => this.#query !== null && text.search(this.#query) >= 0;
    const matches = (of: Node) =>
      (of.key !== null && hit(of.key)) || (!isContainer(of) && hit(this.#veil.read(this.tree, of)));
    this.#found = this.tree.nodes.filter(matches).map(({ id }) => id);
    this.#sift();
  }

  found(from: number): SearchInfo {
    const nearest = this.#found.findIndex((id) => id >= from);
    return { count: this.#found.length, nearest: Math.max(0, nearest) };
  }

  match(index: number): SearchMatch {
    return this.show(this.#found[index] ?? -1);
  }

  show(id: number): SearchMatch {
    this.tree.node(id);
    const before = this.#view.visible().length;
    const row = this.#view.reveal(id);
    if (this.#view.visible().length !== before) this.revision += 1;
    return { node: id, row, line: this.#lines().findIndex(({ node }) => node === id) };
  }

  typeAhead(from: number, prefix: string): number | null {
    const rows = this.#view.visible();
    const order = rows.map((_, step) => (from + step) % rows.length);
    const key = (row: number) => this.tree.nodes[rows[row] ?? -1]?.key?.toLowerCase();
    return order.find((row) => key(row)?.startsWith(prefix.toLowerCase())) ?? null;
  }

  reads(id: number) {
    return reads(this.tree, this.#veil, this.tree.node(id));
  }

  changes(): ChangeSet[] {
    const sets = this.states.slice(1).map(({ moment, tree }, index): ChangeSet => {
      const before = this.states[index]?.tree ?? tree;
      return { moment, changes: changesBetween(before, tree), more: 0 };
    });
    return sets.reverse();
  }

  copy(id: number, what: Copied, secrets: boolean): Copy {
    const { tree } = this;
    if (tree.nodes.length === 0 && what === "raw") return { text: tree.text, masked: 0 };
    const of = tree.node(id);
    const veil = secrets ? Veil.open() : this.#veil;
    const paths = tree.path(id);
    const value = veil.value(tree, of);
    const masked = veil.hiddenIn(tree, of);
    const texts: Record<Copied, string> = {
      value: of.kind === "string" ? (value as string) : JSON.stringify(value, null, 4),
      json: JSON.stringify(value, null, 4),
      yaml: yaml(value),
      raw: masked === 0 && id === 0 ? tree.text : JSON.stringify(value),
      key: of.key ?? String(of.index),
      jq: paths.jq,
      pointer: paths.pointer,
      template: paths.template,
    };
    return { text: texts[what], masked: ["value", "json", "yaml", "raw"].includes(what) ? masked : 0 };
  }
}
