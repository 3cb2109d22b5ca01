/** What a value means, in the person's language, wherever it stands; the facts come with the row. */
import { t } from "$/i18n/index.svelte";
import type { Hint, Kind, Link } from "$/ipc/bindings";
import { elapsed, humanSize } from "$/lib/format";
import { oneLine, shown } from "$/lib/pieces";
import { ago, exactly } from "./age";

export interface Said {
  text: string;
  /** More exactly, for the pointer resting on it; dates in words take their time. */
  title?: () => string;
  /** It is code, not words. */
  code?: boolean;
}

/** The hint beside a value; what an open container holds is seen beneath it. */
export function sayHint({ hint, expanded }: { hint: Hint | null; expanded: boolean }): Said | null {
  const words = t().inspect;
  switch (hint?.is) {
    case undefined:
      return null;
    case "holds":
      return expanded ? null : { text: shown({ ...hint, marks: [] }) };
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
      return expanded ? null : { text: shown({ ...hint, marks: [] }), code: true };
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

export const isContainer = (kind: Kind): boolean => kind === "object" || kind === "array";

/** How much a container holds: `{} 18 keys` where nothing else is said of it, else the number alone. */
export function sayCount({ kind, children }: { kind: Kind; children: number }, hinted: boolean): string {
  const words = t().inspect;
  const object = kind === "object";
  const count = hinted || children === 0 ? children : object ? words.keys(children) : words.items(children);
  return `${object ? "{}" : "[]"} ${count}`;
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
