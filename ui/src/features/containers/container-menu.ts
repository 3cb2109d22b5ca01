/** What can be done with a container, as a menu. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { ContainerRow } from "$/ipc/bindings";
import { act, openShell, removeContainer } from "$/state/actions";
import { isAlive } from "$/state/containers.svelte";
import { images } from "$/state/images.svelte";
import { copyText } from "$/state/toasts.svelte";
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
    separator,
    { id: "inspect", label: words.inspect, icon: "inspect", onselect: () => void view.openDetails("inspect") },
    {
      id: "show-image",
      label: words.showImage,
      icon: "layers",
      disabled: !image,
      onselect: () => image && view.showImage(image.key),
    },
    separator,
    { id: "copy-name", label: words.copyName, icon: "copy", onselect: () => void copyText(row.name) },
    { id: "copy-id", label: words.copyId, icon: "copy", onselect: () => void copyText(row.id) },
    separator,
    {
      id: "remove",
      label: words.remove,
      icon: "trash",
      keys: "Del",
      danger: true,
      onselect: () => removeContainer(row),
    },
  ];
}
