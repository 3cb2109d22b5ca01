/** Pinned fields as a grid draws them: its columns, their menu, and the panel that adds them. */
import type { Column } from "$/components/grid";
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { Completion, Kind, Subject } from "$/ipc/bindings";
import { fieldName, pointerOf, type Pinned } from "$/lib/fields";
import { visible } from "$/lib/text";
import type { Columns } from "./columns.svelte";
import { copyText } from "./toasts.svelte";

export function fieldColumns(columns: Columns): Column<Pinned>[] {
  const words = t().fields;
  return columns.pointers.map((id) => {
    const label = visible(fieldName(id));
    return {
      id,
      label,
      title: visible(id),
      track: "minmax(136px, 0.7fr)",
      sortable: true,
      remove: { label: words.removeNamed(label), act: () => columns.remove(id) },
    };
  });
}

export function columnMenu(columns: Columns, pointer: Pinned): MenuItem[] {
  const words = t().fields;
  return [
    { id: "ascending", label: words.ascending, icon: "arrowUp", onselect: () => columns.sortBy(pointer, false) },
    { id: "descending", label: words.descending, icon: "arrowDown", onselect: () => columns.sortBy(pointer, true) },
    separator,
    { id: "copy-path", label: words.copyPath, icon: "copy", onselect: () => void copyText(pointer) },
    separator,
    {
      id: "column-remove",
      label: words.remove,
      icon: "close",
      keys: "Del",
      onselect: () => columns.remove(pointer),
    },
  ];
}

/** What one types behind a path to go on from there. */
function further({ path, kind }: Completion): string {
  if (path.startsWith("/")) return `${path}/`;
  return kind === "array" && !path.startsWith("{{") ? `${path}[` : `${path}.`;
}

function about(kind: Kind, children: number): string {
  const words = t().fields;
  if (kind === "object") return words.keys(children);
  return kind === "array" ? words.items(children) : "";
}

/** What the panel is given. `subject` is the object that suggestions are from, `name` what a person calls it. */
export function columnsPanel(columns: Columns, subject: Subject | null, name: string, cards = false) {
  const words = t().fields;
  return {
    words,
    shown: columns.pointers.map((id) => ({ id, name: visible(fieldName(id)) })),
    notes: [subject ? words.from(visible(name)) : words.columnsText, ...(cards ? [words.onlyTable] : [])],
    understood: (typed: string) => pointerOf(typed) !== null,
    suggest: async (typed: string) => {
      const { found, exists } = await columns.complete(typed);
      const suggestions = found.map((completion) => {
        const { path, kind, children } = completion;
        const suggestion = { path, note: about(kind, children) };
        return children > 0 ? { ...suggestion, further: further(completion) } : suggestion;
      });
      return { found: suggestions, exists };
    },
    onadd: (path: string) => {
      const fault = columns.add(path);
      if (fault === null) return null;
      return fault === "enough" ? words.enough(columns.pointers.length) : words[fault];
    },
    onremove: (id: string) => columns.remove(id),
    onopen: (open: boolean) => {
      if (open && subject) columns.begin(subject);
      else columns.end();
    },
  };
}
