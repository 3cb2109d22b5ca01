/** What a person can do with one node, and with the document as a whole. */
import { separator, type MenuItem } from "$/components/menu";
import type { IconName } from "$/components/icons";
import { t } from "$/i18n/index.svelte";
import type { Copied, Moment, Place, Saved, TreeRow } from "$/ipc/bindings";
import { placeOf, WHOLE } from "$/lib/place";
import { inspectTabs } from "$/state/inspect.svelte";
import { settings } from "$/state/settings.svelte";
import { compareWith, copyNode, MOST_PINS, pins, saveNode, sourceOf, timeOf } from "./actions";
import type { OpenDocument } from "./open-document.svelte";

export interface NodeActions {
  open: (row: TreeRow) => void;
  follow: (row: TreeRow, background: boolean) => void;
  print: (at: Place) => void;
}

/** States to compare with that a menu has room for: the newest. */
const MOMENTS = 4;

const item = (id: string, label: string, onselect: () => void, more: { icon?: IconName; keys?: string } = {}) => ({
  id: `inspect-${id}`,
  label,
  onselect,
  ...more,
});

export function nodeMenu(row: TreeRow, document: OpenDocument, { open, follow, print }: NodeActions): MenuItem[] {
  const words = t().inspect;
  const { node } = row;
  const at = placeOf(row);
  const copy = (what: Copied, label: string, keys?: string) =>
    item(`copy-${what}`, label, () => void copyNode(document.id, at, what), keys ? { keys } : {});
  const save = (what: Saved, label: string) => item(`save-${what}`, label, () => void saveNode(document.id, at, what));
  const branch = { what: "branch", node } as const;
  return [
    ...(row.link
      ? [
          item("follow", words.follow, () => follow(row, false), { keys: "Ctrl Enter" }),
          ...(row.link.to === "object"
            ? [item("follow-background", words.followBackground, () => follow(row, true))]
            : []),
          separator,
        ]
      : []),
    copy("value", words.copyValue, "Ctrl C"),
    copy("key", words.copyKey),
    copy("json", words.copyJson),
    copy("yaml", words.copyYaml),
    separator,
    copy("template", words.copyTemplate, "Ctrl Shift C"),
    copy("jq", words.copyJq),
    copy("pointer", words.copyPointer),
    separator,
    ...(row.children > 0
      ? [
          item("expand-branch", words.expandBranch, () => void document.expand(branch)),
          item("collapse-branch", words.collapseBranch, () => void document.collapse(branch)),
          item("open-value", words.readBranch, () => open(row), { keys: "Shift Enter" }),
        ]
      : [item("open-value", words.showWhole, () => open(row), { keys: "Enter" })]),
    ...(row.secret === "none"
      ? []
      : [
          item("secret", row.secret === "hidden" ? words.showSecret : words.hideSecret, () =>
            document.reveal(at, row.secret === "hidden"),
          ),
        ]),
    ...pin(row, document),
    separator,
    save("json", words.saveJson),
    save("yaml", words.saveYaml),
    save("raw", document.info.origin.is === "file" ? words.saveRawFile : words.saveRaw),
    item("print", words.print, () => print(at)),
  ];
}

function pin(row: TreeRow, document: OpenDocument): MenuItem[] {
  const words = t().inspect;
  const columns = pins(document);
  const { pointer } = row;
  if (!columns || !pointer) return [];
  if (columns.list.includes(pointer)) {
    const without = columns.list.filter((other) => other !== pointer);
    return [item("unpin", words.unpin, () => columns.change(without), { icon: "table" })];
  }
  const full = columns.list.length >= MOST_PINS;
  return [
    {
      ...item("pin", words.pin, () => columns.change([...columns.list, pointer]), { icon: "table" }),
      ...(full && { disabled: true, title: words.pinsFull(MOST_PINS) }),
    },
  ];
}

/** How the document is shown. */
export function viewMenu(document: OpenDocument): MenuItem[] {
  const words = t().inspect;
  const wrap = settings.current.inspectWrap;
  const hide = !document.filter.hideDefaults;
  const choice = (of: string, label: string, on: boolean, change: () => void) =>
    item(of, label, change, on ? { icon: "check" } : {});
  const wrapped = choice("wrap", words.wrap, wrap, () => settings.change({ inspectWrap: !wrap }));
  if (document.info.problem) return [wrapped];
  const levels = [1, 2, 3, 4].map((level) =>
    item(`level-${level}`, words.toLevel(level), () => void document.collapse({ what: "level", level })),
  );
  return [
    ...levels,
    separator,
    wrapped,
    choice("hide-defaults", words.hideDefaults, !hide, () => {
      settings.change({ inspectHideDefaults: hide });
      void document.sift({ hideDefaults: hide });
    }),
    separator,
    item("show-secrets", words.showSecrets, () => void document.reveal(null, true), { icon: "eye" }),
    item("hide-secrets", words.hideSecrets, () => void document.reveal(null, false), { icon: "eyeOff" }),
  ];
}

/** What can be done with the document as a whole. `moments` are its states, the oldest first. */
export function documentMenu(
  document: OpenDocument,
  moments: readonly Moment[],
  { print }: Pick<NodeActions, "print">,
): MenuItem[] {
  const words = t().inspect;
  const { id } = document;
  const isFile = document.info.origin.is === "file";
  const rawCopy = item(
    "copy-all-raw",
    isFile ? words.copyRawFile : words.copyRaw,
    () => void copyNode(id, WHOLE, "raw"),
  );
  const rawSave = item(
    "save-all-raw",
    isFile ? words.saveAllRawFile : words.saveAllRaw,
    () => void saveNode(id, WHOLE, "raw"),
  );
  const refresh = item("refresh", words.refresh, () => void document.refresh(), { icon: "restart" });
  if (document.info.problem) return [rawCopy, rawSave, separator, refresh];
  const earlier = moments.slice(0, -1).reverse().slice(0, MOMENTS);
  return [
    item("copy-all", words.copyAll, () => void copyNode(id, WHOLE, "json"), { icon: "copy" }),
    item("copy-all-yaml", words.copyAllYaml, () => void copyNode(id, WHOLE, "yaml")),
    rawCopy,
    separator,
    item("save-all", words.saveAllJson, () => void saveNode(id, WHOLE, "json"), { icon: "pull" }),
    item("save-all-yaml", words.saveAllYaml, () => void saveNode(id, WHOLE, "yaml")),
    rawSave,
    item("print-all", words.printAll, () => print(WHOLE)),
    separator,
    item("compare", words.comparePlain, () => inspectTabs.askCompare(sourceOf(document), document.id), {
      icon: "compare",
    }),
    ...earlier.map((moment) =>
      item(`compare-${moment.number}`, words.compareMoment(timeOf(moment)), () => compareWith(document, moment)),
    ),
    separator,
    refresh,
  ];
}
