/** Which values look like secrets, for the backend in memory: by their names alone. The shell knows better. */
import type { Secret } from "./bindings";
import { isContainer, spelled, type Node, type Tree } from "./memory-tree";

export const MASK = "••••••••";

const NAMES = /PASSW(OR)?D|SECRET|TOKEN|API_?KEY/i;

/** Where the secret of a plain value begins; none where it holds none. */
function start(tree: Tree, node: Node): number | null {
  if (node.kind !== "string" || node.value === "") return null;
  if (!tree.inArray(node)) return NAMES.test(node.key ?? "") ? 0 : null;
  const text = node.value as string;
  const equals = text.indexOf("=");
  return equals > 0 && equals + 1 < text.length && NAMES.test(text.slice(0, equals)) ? equals + 1 : null;
}

/** What of a document's secrets may be seen. */
export class Veil {
  all = false;
  readonly lifted = new Set<number>();

  static open(): Veil {
    const veil = new Veil();
    veil.all = true;
    return veil;
  }

  lift(node: number | null, shown: boolean): void {
    if (node === null) {
      this.all = shown;
      this.lifted.clear();
    } else if (shown) this.lifted.add(node);
    else this.lifted.delete(node);
  }

  state(tree: Tree, node: Node): Secret {
    if (start(tree, node) === null) return "none";
    return this.all || this.lifted.has(node.id) ? "shown" : "hidden";
  }

  /** A plain value as it may be read. */
  read(tree: Tree, node: Node): string {
    const text = spelled(node);
    return this.state(tree, node) === "hidden" ? text.slice(0, start(tree, node) ?? 0) + MASK : text;
  }

  /** A value with everything in it, masks in the place of what is hidden. */
  value(tree: Tree, node: Node): unknown {
    const children = node.children.map((id) => tree.node(id));
    if (node.kind === "array") return children.map((child) => this.value(tree, child));
    if (node.kind === "object")
      return Object.fromEntries(children.map((child) => [child.key ?? "", this.value(tree, child)]));
    return node.kind === "string" ? this.read(tree, node) : node.value;
  }

  hiddenIn(tree: Tree, node: Node): number {
    const inside = tree.nodes.slice(node.id, node.end);
    return inside.filter((each) => !isContainer(each) && this.state(tree, each) === "hidden").length;
  }
}
