/** What values mean, for the backend in memory: hints, links, defaults, values at length. Facts, fewer than the shell's. */
import type { FieldValue, Hint, Link, Pair, Reads, ReadsAs, SubjectKind } from "./bindings";
import { Veil } from "./memory-secrets";
import { isContainer, plain, spelled, type Node, type Tree } from "./memory-tree";

const BYTES = new Set(["Size", "VirtualSize", "Memory", "ShmSize", "SizeRw", "SizeRootFs"]);
const NANOSECONDS = new Set(["Interval", "Timeout", "StartPeriod"]);
const COMMANDS = new Set(["Cmd", "Entrypoint", "Args", "Test", "Shell"]);
const PAIRS = new Set(["Env", "Labels", "Options", "Sysctls"]);
const SUMMARY_CHARS = 120;
const CELL_CHARS = 120;

const quoted = (word: string) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

function texts(tree: Tree, node: Node): string[] {
  return node.children.map((id) => spelled(tree.node(id)));
}

export function hint(tree: Tree, node: Node): Hint | null {
  const { key, kind } = node;
  if (kind === "string") {
    const text = node.value as string;
    if (key === "LowerDir") return { is: "lowerLayers", count: text.split(":").length };
    if (key === "StopSignal" && text) return { is: "signal", name: text, number: text === "SIGTERM" ? 15 : null };
    if (text.startsWith("0001-01-01T")) return { is: "never" };
    const at = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
    return Number.isNaN(at) ? null : { is: "instant", at };
  }
  if (kind === "number") {
    const number = Number(node.value);
    if (BYTES.has(key ?? "") && number > 0) return { is: "bytes", bytes: number };
    if (NANOSECONDS.has(key ?? "") && number > 0) return { is: "duration", duration: number / 1e6 };
    if (key === "NanoCpus" && number > 0) return { is: "processors", thousandths: Math.round(number / 1e6) };
    if (key === "ExitCode")
      return number > 128 ? { is: "exit", code: number, signal: number === 137 ? "SIGKILL" : null } : null;
    return number === -1 && /Limit|Swap/.test(key ?? "") ? { is: "unlimited" } : null;
  }
  if (!isContainer(node) || node.id === 0 || node.children.length === 0) return null;
  const items = node.children.map((child) => tree.node(child));
  const layers = items.find((item) => item.key === "Layers");
  if (key === "RootFS" && layers) return { is: "layers", count: layers.children.length };
  if (kind === "array" && items.some(isContainer)) return null;
  if (COMMANDS.has(key ?? "")) {
    const line = texts(tree, node).map(quoted).join(" ");
    return { is: "command", text: line.slice(0, SUMMARY_CHARS), truncated: line.length > SUMMARY_CHARS };
  }
  const names = items.map((item) => item.key ?? (key === "Env" ? spelled(item).split("=")[0] : spelled(item)));
  const text = names.join(", ");
  return { is: "holds", text: text.slice(0, SUMMARY_CHARS), truncated: text.length > SUMMARY_CHARS };
}

/** What this value names, where it names something. */
export function link(tree: Tree, node: Node): Link | null {
  if (node.kind !== "string" || node.value === "") return null;
  const text = node.value as string;
  const steps = tree
    .pointer(node.id)
    .split("/")
    .slice(1)
    .map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
  const [first, second, third] = steps;
  const object = (kind: SubjectKind, name = text): Link => ({ to: "object", subject: { kind, name } });
  if (first === "Image" && text.startsWith("sha256:")) return object("image");
  if (first === "Mounts" && third === "Name") return object("volume");
  if (first === "HostConfig" && second === "NetworkMode" && !["none", "host"].includes(text)) return object("network");
  if (first === "NetworkSettings" && second === "Networks" && steps[3] === "NetworkID") return object("network");
  if (first === "Containers" && third === "Name") return object("container");
  if (first === "RootFS" && second === "Layers") return { to: "layer", index: node.index };
  if (first === "NetworkSettings" && second === "Ports" && node.key === "HostPort") {
    const host = tree
      .node(node.parent)
      .children.map((id) => tree.node(id))
      .find(({ key }) => key === "HostIp");
    return { to: "port", host: host ? spelled(host) : "", port: Number(text) };
  }
  return null;
}

/** Empty, or what an engine fills in where nobody chose. */
export function isDefault(node: Node): boolean {
  if (node.id === 0) return false;
  if (isContainer(node)) return node.children.length === 0;
  return node.value === "" || node.value === 0 || node.value === false || node.value === null;
}

export function readsAs(tree: Tree, node: Node): ReadsAs | null {
  const items = node.children.map((id) => tree.node(id));
  if (node.kind === "string") return node.key === "LowerDir" || /^PATH=/.test(node.value as string) ? "list" : null;
  if (!isContainer(node) || items.length === 0 || items.some(isContainer)) return null;
  if (node.kind === "object") return "pairs";
  if (COMMANDS.has(node.key ?? "")) return "command";
  return PAIRS.has(node.key ?? "") ? "pairs" : "list";
}

/** A value at length. */
export function reads(tree: Tree, veil: Veil, node: Node): Reads {
  const items = node.children.map((id) => tree.node(id));
  const text = (of: Node) => veil.read(tree, of);
  switch (readsAs(tree, node)) {
    case "pairs": {
      const pairs = items.map((item): Pair => {
        const whole = text(item);
        const at = whole.indexOf("=");
        const [name, value] =
          item.key !== null ? [item.key, whole] : at < 0 ? [whole, null] : [whole.slice(0, at), whole.slice(at + 1)];
        return { node: item.id, name, value, secret: veil.state(tree, item), link: link(tree, item) };
      });
      return { as: "pairs", pairs, total: pairs.length };
    }
    case "list": {
      const list =
        node.kind === "array"
          ? items.map(text)
          : text(node)
              .replace(/^PATH=/, "")
              .split(":");
      return { as: "list", items: list, total: list.length };
    }
    case "command":
      return { as: "command", line: items.map((item) => quoted(text(item))).join(" ") };
    case null: {
      const json = isContainer(node);
      const shown = json ? JSON.stringify(veil.value(tree, node), null, 4) : text(node);
      return { as: json ? "json" : "text", text: shown, characters: [...shown].length };
    }
  }
}

/** What a column shows of the value at a JSON Pointer; none where nothing is there. */
export function fieldValue(tree: Tree, pointer: string): FieldValue | null {
  const node = tree.nodes.find(({ id }) => tree.pointer(id) === pointer);
  if (!node) return null;
  const veil = new Veil();
  return {
    kind: node.kind,
    value: isContainer(node) ? null : plain(veil.read(tree, node), CELL_CHARS),
    children: node.children.length,
    number: node.kind === "number" ? (node.value as number) : null,
    hint: hint(tree, node),
    secret: veil.state(tree, node),
  };
}
