/** The menu of a tab of the dock. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import { dockLayout, MOST_PANES, type Direction } from "$/state/dock-layout.svelte";
import { dockTabs, type DockTab } from "./tabs";

export interface TabActs {
  rename(): void;
  move(by: number): void;
  together(direction: Direction): void;
  alone(): void;
  close(): void;
}

export function tabMenu(tab: DockTab, front: DockTab | undefined, acts: TabActs): MenuItem[] {
  const words = t().terminal;
  const keys = dockTabs().map(({ key }) => key);
  const at = keys.indexOf(tab.key);
  const group = front && dockLayout.groupOf(front.key);
  const full = (group?.panes.length ?? 1) >= MOST_PANES;
  const isOther = tab.kind === "session" && front?.kind === "session" && tab.key !== front.key;
  const together = (direction: Direction, label: string): MenuItem => ({
    id: `tab-${direction}`,
    label,
    disabled: !isOther || full || !!group?.panes.some(({ key }) => key === tab.key),
    onselect: () => acts.together(direction),
  });
  return [
    { id: "tab-rename", label: words.rename, icon: "pencil", keys: "F2", onselect: acts.rename },
    {
      id: "tab-left",
      label: words.moveLeft,
      keys: "Ctrl+Shift+PgUp",
      disabled: at === 0,
      onselect: () => acts.move(-1),
    },
    {
      id: "tab-right",
      label: words.moveRight,
      keys: "Ctrl+Shift+PgDn",
      disabled: at === keys.length - 1,
      onselect: () => acts.move(1),
    },
    separator,
    together("row", words.panes.beside),
    together("column", words.panes.beneath),
    { id: "tab-alone", label: words.panes.alone, disabled: !dockLayout.groupOf(tab.key), onselect: acts.alone },
    separator,
    { id: "tab-close", label: words.close, icon: "close", keys: "Delete", onselect: acts.close },
  ];
}
