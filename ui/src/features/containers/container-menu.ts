/** What can be done with a container, or with several, as a menu. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { ContainerRow } from "$/ipc/bindings";
import {
  act,
  attachTo,
  compareContainers,
  inspectContainers,
  openLogs,
  openShell,
  openShellWith,
  removeContainer,
  removeContainers,
} from "$/state/actions";
import { isAlive } from "$/state/containers.svelte";
import { openDialog } from "$/state/dialogs.svelte";
import { images } from "$/state/images.svelte";
import { copyText } from "$/state/toasts.svelte";
import { exportContainer } from "$/state/transfers";
import { view } from "$/state/view.svelte";

export function containerMenu(row: ContainerRow): MenuItem[] {
  const words = t().containers;
  const alive = isAlive(row);
  const image = images.value?.find(({ id }) => id === row.imageId);
  return [
    alive
      ? { id: "stop", label: words.stop, icon: "stop", onselect: () => void act(row, "stop") }
      : { id: "start", label: words.start, icon: "play", onselect: () => void act(row, "start") },
    { id: "restart", label: words.restart, icon: "restart", onselect: () => void act(row, "restart") },
    {
      id: "shell",
      label: words.shell,
      icon: "terminal",
      disabled: row.state !== "running",
      onselect: () => openShell(row),
    },
    {
      id: "shell-with",
      label: t().shell.menu,
      disabled: row.state !== "running",
      testid: "container-shell-with",
      onselect: () => openShellWith(row),
    },
    {
      id: "attach",
      label: words.attach,
      icon: "plug",
      disabled: row.state !== "running",
      testid: "container-attach",
      onselect: () => attachTo(row),
    },
    {
      id: "logs",
      label: words.logs,
      icon: "lines",
      keys: "L",
      testid: "container-logs-menu",
      onselect: () => openLogs([row]),
    },
    separator,
    { id: "inspect", label: words.inspect, icon: "inspect", onselect: () => void view.openDetails("inspect") },
    {
      id: "inspect-in-tab",
      label: words.inspectInTab,
      icon: "file",
      keys: "Shift ↵",
      testid: "inspect-in-tab",
      onselect: () => inspectContainers([row]),
    },
    {
      id: "show-image",
      label: words.showImage,
      icon: "layers",
      disabled: !image,
      onselect: () => image && view.showImage(image.key),
    },
    separator,
    {
      id: "commit",
      label: t().transfer.commitMenu,
      icon: "layers",
      onselect: () => openDialog({ kind: "commit", row }),
    },
    { id: "export", label: t().transfer.exportMenu, icon: "archive", onselect: () => exportContainer(row) },
    separator,
    { id: "copy-name", label: words.copyName, icon: "copy", onselect: () => void copyText(row.name) },
    { id: "copy-id", label: words.copyId, icon: "copy", onselect: () => void copyText(row.id) },
    separator,
    {
      id: "remove",
      label: words.remove,
      icon: "trash",
      keys: "Delete",
      danger: true,
      onselect: () => removeContainer(row),
    },
  ];
}

export function containersMenu(rows: readonly ContainerRow[]): MenuItem[] {
  const words = t().containers;
  const compare: MenuItem = {
    id: "compare",
    label: words.compare,
    icon: "compare",
    testid: "compare-selected",
    onselect: () => compareContainers(rows),
  };
  return [
    ...(rows.length === 2 ? [compare] : []),
    {
      id: "inspect-in-tab",
      label: words.inspectInTabs(rows.length),
      icon: "file",
      keys: "Shift ↵",
      testid: "inspect-in-tab",
      onselect: () => inspectContainers(rows),
    },
    { id: "logs", label: words.logs, icon: "lines", keys: "L", onselect: () => openLogs(rows) },
    separator,
    {
      id: "remove",
      label: words.remove,
      icon: "trash",
      danger: true,
      keys: "Delete",
      onselect: () => removeContainers([...rows]),
    },
  ];
}
