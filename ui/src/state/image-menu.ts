/** What can be done with an image, as a menu: in the grid, and beside the image's details. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { ImageRow } from "$/ipc/bindings";
import { referenceOf } from "$/lib/images";
import {
  cleanUp,
  compareImage,
  compareImages,
  inspectImages,
  pullAgain,
  removeImages,
  runImage,
  runWith,
} from "./actions";
import { openDialog } from "./dialogs.svelte";
import { askToPush, saveImages, untagImage } from "./transfers";
import { copyText } from "./toasts.svelte";
import { images } from "./images.svelte";
import { checkUpdates } from "./updates.svelte";
import { view } from "./view.svelte";

/** What has no name is in no registry. */
function checkItem(rows: readonly ImageRow[]): MenuItem {
  return {
    id: "check-updates",
    label: t().registry.check,
    icon: "refresh",
    disabled: rows.every(({ tag }) => tag === null),
    testid: "check-updates",
    onselect: () => checkUpdates(rows),
  };
}

export function imageMenu(row: ImageRow): MenuItem[] {
  const words = t().images;
  const moves = t().transfer;
  const isNamed = row.repository !== null && row.tag !== null;
  const names = (images.value ?? []).filter(({ id, tag }) => id === row.id && tag !== null).length;
  return [
    { id: "run", label: words.run, icon: "play", onselect: () => runImage(row) },
    { id: "run-interactive", label: words.runInteractively, icon: "terminal", onselect: () => runImage(row, true) },
    { id: "run-with", label: words.runWith, icon: "sliders", onselect: () => runWith(row) },
    separator,
    { id: "inspect", label: words.inspect, icon: "inspect", onselect: () => void view.openDetails("inspect") },
    {
      id: "inspect-in-tab",
      label: words.inspectInTab,
      icon: "file",
      keys: "Shift ↵",
      testid: "inspect-in-tab",
      onselect: () => inspectImages([row]),
    },
    {
      id: "compare-with",
      label: words.compareWith,
      icon: "compare",
      testid: "compare-with-open",
      onselect: () => compareImage(row),
    },
    {
      id: "pull-again",
      label: words.pullAgain,
      icon: "pull",
      disabled: row.repository === null || row.tag === null,
      onselect: () => pullAgain(row),
    },
    {
      id: "pull-preview",
      label: t().registry.compareBefore,
      icon: "compare",
      disabled: !isNamed,
      testid: "pull-preview-open",
      onselect: () => openDialog({ kind: "pullPreview", reference: referenceOf(row) }),
    },
    checkItem([row]),
    separator,
    { id: "tag", label: moves.tagMenu, icon: "tag", onselect: () => openDialog({ kind: "tag", row }) },
    // Without its last name an image would be gone, or without a name: that is what Remove is about.
    ...(isNamed && names > 1
      ? [{ id: "untag", label: moves.untagMenu, icon: "minus", onselect: () => untagImage(row) } as const]
      : []),
    { id: "push", label: moves.pushMenu, icon: "push", disabled: !isNamed, onselect: () => askToPush(row) },
    { id: "save", label: moves.saveMenu, icon: "archive", onselect: () => saveImages([row]) },
    separator,
    {
      id: "copy-reference",
      label: words.copyReference,
      icon: "copy",
      disabled: row.tag === null,
      onselect: () => void copyText(referenceOf(row)),
    },
    { id: "copy-id", label: words.copyId, icon: "copy", onselect: () => void copyText(row.id) },
    separator,
    {
      id: "remove",
      label: words.remove,
      icon: "trash",
      keys: "Delete",
      danger: true,
      onselect: () => removeImages([row]),
    },
    cleanUpItem(),
  ];
}

/** Of no row in particular, and looked for beside removing. */
function cleanUpItem(): MenuItem {
  return { id: "clean-up", label: t().images.cleanUp, icon: "broom", testid: "clean-up", onselect: cleanUp };
}

/** What can be done with several images at once. */
export function imagesMenu(rows: readonly ImageRow[]): MenuItem[] {
  const words = t().images;
  const compare: MenuItem = {
    id: "compare",
    label: words.compare,
    icon: "compare",
    testid: "compare-selected",
    onselect: () => compareImages(rows),
  };
  return [
    ...(rows.length === 2 ? [compare] : []),
    {
      id: "inspect-in-tab",
      label: words.inspectInTabs(rows.length),
      icon: "file",
      keys: "Shift ↵",
      testid: "inspect-in-tab",
      onselect: () => inspectImages(rows),
    },
    { id: "save", label: t().transfer.saveMenu, icon: "archive", onselect: () => saveImages(rows) },
    checkItem(rows),
    separator,
    {
      id: "remove",
      label: words.remove,
      icon: "trash",
      danger: true,
      keys: "Delete",
      onselect: () => removeImages([...rows]),
    },
    cleanUpItem(),
  ];
}
