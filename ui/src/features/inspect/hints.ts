/** What a value means, in the person's language; the facts come with the row. */
import { t } from "$/i18n/index.svelte";
import type { Link, TreeRow } from "$/ipc/bindings";
import { elapsed, humanSize } from "$/lib/format";
import { ago, exactly } from "$/state/age";
import { oneLine, shown } from "./pieces";

export interface Said {
  text: string;
  /** More exactly, for the pointer resting on it; dates in words take their time. */
  title?: () => string;
  /** It is code, not words. */
  code?: boolean;
}

/** The hint beside a row's value. */
export function sayHint(row: TreeRow): Said | null {
  const { hint } = row;
  const words = t().inspect;
  switch (hint?.is) {
    case undefined:
      return null;
    case "holds":
      return row.expanded ? null : { text: shown({ ...hint, marks: [] }) };
    case "layers":
      return { text: t().common.layers(hint.count) };
    case "lowerLayers":
      return { text: words.lowerLayers(hint.count) };
    case "instant":
      return { text: ago(hint.at / 1000), title: () => exactly(hint.at / 1000) };
    case "never":
      return { text: words.never };
    case "bytes":
      return { text: humanSize(hint.bytes), title: () => t().common.bytes(hint.bytes) };
    case "duration":
      return { text: elapsed(hint.duration) };
    case "command":
      return row.expanded ? null : { text: shown({ ...hint, marks: [] }), code: true };
    case "signal":
      return { text: hint.number === null ? oneLine(hint.name) : `${oneLine(hint.name)} (${hint.number})` };
    case "exit":
      return { text: sayExit(hint.code, hint.signal) };
    case "permissions":
      return { text: `${oneLine(hint.text)} (${oneLine(hint.octal)})`, code: true };
    case "deviceAccess":
      return { text: sayAccess(hint.read, hint.write, hint.create) };
    case "processors":
      return { text: words.processors(hint.thousandths / 1000) };
    case "unlimited":
      return { text: words.unlimited };
  }
}

function sayExit(code: number, signal: string | null): string {
  const words = t().inspect;
  if (signal !== null) return words.exitSignal(code, code - 128, oneLine(signal));
  return code === 0 ? words.exitWell : words.exitFailed;
}

function sayAccess(read: boolean, write: boolean, create: boolean): string {
  const words = t().inspect;
  const may = [read && words.mayRead, write && words.mayWrite, create && words.mayCreate].filter(Boolean);
  return may.length > 0 ? may.join(", ") : words.mayNothing;
}

/** How much a container holds: `18 keys` where nothing else is said of it, else the number alone. */
export function sayCount(row: TreeRow, hinted: boolean): string {
  if (hinted || row.children === 0) return String(row.children);
  return row.kind === "object" ? t().inspect.keys(row.children) : t().inspect.items(row.children);
}

/** Addresses that stand for every address of the host. */
const ANY = ["", "0.0.0.0", "::"];

/** Where a link leads. */
export function sayLink(link: Link): string {
  const words = t().inspect.opens;
  if (link.to === "object") return words[link.subject.kind];
  return link.to === "layer"
    ? words.layer(link.index + 1)
    : words.port(`${ANY.includes(link.host) ? "" : oneLine(link.host)}:${link.port}`);
}
