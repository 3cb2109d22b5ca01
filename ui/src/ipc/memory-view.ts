/** What of a tree is open and which rows that makes, for the backend in memory: documents and comparisons alike. */
import type { Scope } from "./bindings";

/** A tree as a list: a node, then everything in it. */
export interface Branch {
  id: number;
  parent: number;
  end: number;
  depth: number;
  children: readonly number[];
}

export class View {
  readonly #nodes: readonly Branch[];
  readonly expanded: Set<number>;
  /** None where nothing is left out. */
  #kept: Set<number> | null = null;

  constructor(nodes: readonly Branch[], expanded: Iterable<number>) {
    this.#nodes = nodes;
    this.expanded = new Set(expanded);
  }

  /** Leaves only these and what stands around them; none shows everything. */
  filter(keep: ((id: number) => boolean) | null): void {
    this.#kept = keep && new Set([0]);
    if (!keep) return;
    for (const { id } of this.#nodes)
      if (keep(id)) for (let at = id; at !== 0; at = this.#nodes[at]?.parent ?? 0) this.#kept?.add(at);
  }

  keeps(id: number): boolean {
    return this.#kept?.has(id) ?? true;
  }

  /** Children that may be shown. */
  children(id: number): number[] {
    return (this.#nodes[id]?.children ?? []).filter((child) => this.keeps(child));
  }

  visible(): number[] {
    const rows: number[] = [];
    for (let id = 0; id < this.#nodes.length;) {
      const kept = this.keeps(id);
      if (kept) rows.push(id);
      id = kept && this.expanded.has(id) ? id + 1 : (this.#nodes[id]?.end ?? id + 1);
    }
    return rows;
  }

  apply(scope: Scope, open: boolean): void {
    const each = (ids: Iterable<number>) => {
      for (const id of ids)
        if (open) this.expanded.add(id);
        else this.expanded.delete(id);
    };
    const level = scope.what === "level" ? scope.level : scope.what === "all" && !open ? 1 : null;
    if (level !== null) {
      this.expanded.clear();
      for (const { id, depth } of this.#nodes) if (depth < level) this.expanded.add(id);
    } else if (scope.what === "all") each(this.#nodes.keys());
    else if (scope.what === "node") each([scope.node]);
    else if (scope.what === "branch")
      each(this.#nodes.slice(scope.node, this.#nodes[scope.node]?.end).map(({ id }) => id));
    else if (scope.what === "siblings") each(this.#nodes[this.#nodes[scope.node]?.parent ?? 0]?.children ?? []);
  }

  /** Opens what stands around a node; its row, or the nearest one around it that may be shown. */
  reveal(id: number): number {
    for (let at = id; at !== 0; at = this.#nodes[at]?.parent ?? 0) this.expanded.add(this.#nodes[at]?.parent ?? 0);
    return this.visible().findLastIndex((row) => row <= id);
  }
}
