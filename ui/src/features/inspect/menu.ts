/** What a person can do with one node: copy it or its place, read it whole, open or close what is in it. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { Copied, TreeRow } from "$/ipc/bindings";
import type { OpenDocument } from "./open-document.svelte";

export interface NodeActions {
  copy: (node: number, what: Copied) => void;
  open: (row: TreeRow) => void;
}

export function nodeMenu(row: TreeRow, document: OpenDocument, { copy, open }: NodeActions): MenuItem[] {
  const words = t().inspect;
  const item = (what: Copied, label: string, keys?: string): MenuItem => ({
    id: `inspect-copy-${what}`,
    label,
    ...(keys && { keys }),
    onselect: () => copy(row.node, what),
  });
  const branch = { what: "branch", node: row.node } as const;
  const inner: MenuItem[] =
    row.children > 0
      ? [
          { id: "inspect-expand-branch", label: words.expandBranch, onselect: () => void document.expand(branch) },
          {
            id: "inspect-collapse-branch",
            label: words.collapseBranch,
            onselect: () => void document.collapse(branch),
          },
        ]
      : [{ id: "inspect-open-value", label: words.showWhole, keys: "Enter", onselect: () => open(row) }];
  return [
    item("value", words.copyValue, "Ctrl C"),
    item("key", words.copyKey),
    item("json", words.copyJson),
    separator,
    item("template", words.copyTemplate, "Ctrl Shift C"),
    item("jq", words.copyJq),
    item("pointer", words.copyPointer),
    separator,
    ...inner,
  ];
}

/** What can be done with the document as a whole. */
export function documentMenu(document: OpenDocument, copy: NodeActions["copy"]): MenuItem[] {
  const words = t().inspect;
  const levels = [1, 2, 3, 4].map((level): MenuItem => ({
    id: `inspect-level-${level}`,
    label: words.toLevel(level),
    onselect: () => void document.collapse({ what: "level", level }),
  }));
  return [
    ...levels,
    separator,
    { id: "inspect-copy-all", label: words.copyAll, onselect: () => copy(0, "json") },
    { id: "inspect-copy-raw", label: words.copyRaw, onselect: () => copy(0, "raw") },
    separator,
    { id: "inspect-refresh", label: words.refresh, onselect: () => void document.refresh() },
  ];
}
