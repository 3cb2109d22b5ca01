/** The columns of a grid as a person handles them: their menu, and the panel that chooses and adds them. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { Completion, Kind, Subject } from "$/ipc/bindings";
import { isPinned, pointerOf, type Pinned } from "$/lib/fields";
import { visible } from "$/lib/text";
import type { Columns } from "./columns.svelte";
import { copyText } from "./toasts.svelte";

/** `fit` makes a column as wide as what is in it. */
export function columnMenu<Own extends string>(columns: Columns<Own>, id: Own | Pinned, fit: () => void): MenuItem[] {
  const words = t().fields;
  const shown = columns.arranged.filter((column) => column.shown);
  const at = shown.findIndex((column) => column.id === id);
  const sort = (descending: boolean) => columns.sortBy(id, descending);
  const own = columns.own.find((column) => column.id === id);
  const sortItems: MenuItem[] = [
    { id: "ascending", label: words.ascending, icon: "arrowUp", onselect: () => sort(false) },
    { id: "descending", label: words.descending, icon: "arrowDown", onselect: () => sort(true) },
    separator,
  ];
  const copy: MenuItem[] = [
    separator,
    { id: "copy-path", label: words.copyPath, icon: "copy", onselect: () => void copyText(id) },
  ];
  return [
    ...(own?.sortable === false ? [] : sortItems),
    {
      id: "column-left",
      label: words.moveLeft,
      icon: "left",
      keys: "Ctrl Shift ←",
      disabled: at <= 0,
      onselect: () => columns.step(id, -1),
    },
    {
      id: "column-right",
      label: words.moveRight,
      icon: "right",
      keys: "Ctrl Shift →",
      disabled: at >= shown.length - 1,
      onselect: () => columns.step(id, 1),
    },
    separator,
    { id: "column-fit", label: words.fit, icon: "swap", keys: "Shift ↵", onselect: fit },
    {
      id: "column-default",
      label: words.usualWidth,
      icon: "restart",
      disabled: (shown[at]?.width ?? null) === null,
      onselect: () => columns.resize(id, null),
    },
    ...(isPinned(id) ? copy : []),
    separator,
    {
      id: "column-remove",
      label: isPinned(id) ? words.remove : words.hide,
      icon: "close",
      keys: "Delete",
      disabled: !columns.isOptional(id),
      onselect: () => columns.hide(id),
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
export function columnsPanel<Own extends string>(
  columns: Columns<Own>,
  subject: Subject | null,
  name: string,
  cards = false,
) {
  const words = t().fields;
  return {
    words,
    shown: columns.arranged.map(({ id, shown }) => ({
      id,
      name: columns.labelOf(id),
      shown,
      fixed: !columns.isOptional(id),
      path: isPinned(id) ? visible(id) : "",
    })),
    onshow: (id: string, shown: boolean) => columns.show(id, shown),
    onmove: (id: string, by: 1 | -1) => columns.shift(id, by),
    onplace: (id: string, before: string | null) => columns.move(id, before),
    onreset: () => columns.reset(),
    notes: [subject ? words.from(visible(name)) : words.columnsText, ...(cards ? [words.inCards] : [])],
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
