/** What stands on one side of a row: the value as its kind is written, and beside it what it means. */
import { t } from "$/i18n/index.svelte";
import type { CompareRow, CompareSide, Kind } from "$/ipc/bindings";
import { elapsed, humanSize } from "$/lib/format";
import { visible } from "$/lib/text";
import { ago, exactly } from "$/state/age";

export interface Hinted {
  text: string;
  /** More exactly, for the pointer resting on it. */
  title?: string;
}

export const isContainer = (kind: Kind) => kind === "object" || kind === "array";

/** The value as text, without the quotation marks of a string; none for containers. */
export function valueOf(side: CompareSide): string | null {
  return side.value && `${side.value.text}${side.value.truncated ? "…" : ""}`;
}

/** How much a container holds. */
export function countOf({ kind, children }: CompareSide): string {
  return kind === "object" ? `{} ${t().inspect.keys(children)}` : `[] ${t().inspect.items(children)}`;
}

/** What an open container holds is seen beneath it. */
export function hintOf({ hint }: CompareSide, row: CompareRow): Hinted | null {
  switch (hint?.is) {
    case "holds":
    case "command":
      return row.expanded ? null : { text: visible(hint.text) + (hint.truncated ? "…" : "") };
    case "layers":
      return { text: t().common.layers(hint.count) };
    case "lowerLayers":
      return { text: t().inspect.lowerLayers(hint.count) };
    case "instant":
      return { text: ago(hint.at / 1000), title: exactly(hint.at / 1000) };
    case "never":
      return { text: t().inspect.never };
    case "bytes":
      return { text: humanSize(hint.bytes), title: t().common.bytes(hint.bytes) };
    case "duration":
      return { text: elapsed(hint.duration) };
    case "signal":
      return { text: visible(hint.name) };
    case "permissions":
      return { text: `${hint.text} (${hint.octal})` };
    default:
      return null;
  }
}
