/** Which value goes with which in two documents of the backend in memory, and how they differ. */
import type { Difference } from "./bindings";
import { isContainer, spelled, type Node, type Tree } from "./memory-tree";

/** Arrays whose order is their meaning. */
const ORDERED = ["Cmd", "Entrypoint", "Args", "Test", "Shell", "OnBuild", "Layers"];

export interface Pair {
  left: Node | null;
  right: Node | null;
  /** By what an array's item was aligned. */
  identity: string | null;
}

type Identity = (tree: Tree, item: Node) => string | null;

const field =
  (name: string): Identity =>
  (tree, item) => {
    const found = item.children.map((id) => tree.node(id)).find(({ key }) => key === name);
    return found && !isContainer(found) ? spelled(found) : null;
  };
const variable: Identity = (_, item) => (item.kind === "string" ? ((item.value as string).split("=")[0] ?? "") : null);

/** In the right one's order; what is only in the left one stands behind what it stood behind there. */
export function pairsOf(ours: Tree, theirs: Tree, { left, right }: Pair): Pair[] {
  const lefts = left ? left.children.map((id) => ours.node(id)) : [];
  const rights = right ? right.children.map((id) => theirs.node(id)) : [];
  if (left && right && left.kind !== right.kind)
    return rights.map((each) => ({ left: null, right: each, identity: null }));
  const array = (right ?? left)?.kind === "array";
  const by = array ? identityOf((right ?? left)?.key ?? "", [ours, lefts], [theirs, rights]) : null;
  const name = (tree: Tree, node: Node) => (array ? (by?.(tree, node) ?? String(node.index)) : (node.key ?? ""));
  const known = new Map<string, Node[]>();
  for (const each of lefts) known.set(name(ours, each), [...(known.get(name(ours, each)) ?? []), each]);
  const pairs = rights.map((each): Pair => {
    const called = name(theirs, each);
    return { left: known.get(called)?.shift() ?? null, right: each, identity: by ? called : null };
  });
  const gone = new Set([...known.values()].flat());
  lefts.forEach((each, at) => {
    if (!gone.has(each)) return;
    const before = lefts[at - 1];
    const place = before ? pairs.findIndex((pair) => pair.left === before) + 1 : 0;
    pairs.splice(place, 0, { left: each, right: null, identity: by ? name(ours, each) : null });
  });
  return pairs;
}

function identityOf(key: string, ours: [Tree, Node[]], theirs: [Tree, Node[]]): Identity | null {
  if (ORDERED.includes(key)) return null;
  if (key === "Env") return variable;
  const tells = ([tree, items]: [Tree, Node[]], by: Identity) => {
    const names = items.map((item) => by(tree, item));
    return !names.includes(null) && new Set(names).size === names.length;
  };
  const fields = ["Destination", "Target", "Name", "Id", "Subnet", "HostIp"].map(field);
  return fields.find((by) => tells(ours, by) && tells(theirs, by)) ?? null;
}

const texts = new WeakMap<Node, string>();

function text(node: Node): string {
  const known = texts.get(node) ?? JSON.stringify(node.value);
  texts.set(node, known);
  return known;
}

/** Objects whose keys stand in another order are alike. */
function alike(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [ours, theirs] = [Object.entries(left), right as Record<string, unknown>];
  return (
    ours.length === Object.keys(theirs).length &&
    ours.every(([key, value]) => Object.hasOwn(theirs, key) && alike(value, theirs[key]))
  );
}

export function difference({ left, right }: Pair): Difference {
  if (!left) return "added";
  if (!right) return "removed";
  if (text(left) === text(right) || alike(left.value, right.value)) return "same";
  return left.kind === right.kind && isContainer(left) ? "within" : "changed";
}
