/** What can be done with the lines of a log. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";

export function linesMenu(
  there: { some: boolean; any: boolean },
  copy: (all: boolean) => void,
  clear: () => void,
): MenuItem[] {
  const words = t().logs;
  return [
    {
      id: "copy",
      label: words.copySelected,
      icon: "copy",
      keys: "Ctrl+C",
      disabled: !there.some,
      testid: "logs-copy-selected",
      onselect: () => copy(false),
    },
    {
      id: "copy-all",
      label: words.copyAll,
      icon: "copy",
      disabled: !there.any,
      testid: "logs-copy-all",
      onselect: () => copy(true),
    },
    separator,
    { id: "clear", label: words.clear, icon: "broom", disabled: !there.any, testid: "logs-clear", onselect: clear },
  ];
}
