/** What a value means, in the person's language; the facts come with the row. */
import { t } from "$/i18n/index.svelte";
import type { TreeRow } from "$/ipc/bindings";
import { elapsed, humanSize } from "$/lib/format";
import { ago, exactly } from "$/state/age";
import { shown } from "./pieces";

export interface Said {
  text: string;
  /** More exactly, for the pointer resting on it. */
  title?: string;
}

/** The hint beside a row's value. */
export function sayHint(row: TreeRow): Said | null {
  const { hint } = row;
  switch (hint?.is) {
    case undefined:
      return null;
    case "holds":
      return row.expanded ? null : { text: shown({ ...hint, marks: [] }) };
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
  }
}

/** How much a container holds: `18 keys` where nothing else is said of it, else the number alone. */
export function sayCount(row: TreeRow, hinted: boolean): string {
  if (hinted || row.children === 0) return String(row.children);
  return row.kind === "object" ? t().inspect.keys(row.children) : t().inspect.items(row.children);
}
