/** What can be done with the lines of a log. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";

export function linesMenu(
  there: { some: boolean; any: boolean },
  copy: (all: boolean) => void,
  clear: () => void,
  /** Where one line is meant. */
  line?: { json: boolean; unfolded: boolean; unfold: () => void },
): MenuItem[] {
  const words = t().logs;
  const unfold: MenuItem[] = line
    ? [
        {
          id: "unfold",
          label: line.unfolded ? words.fold : words.unfold,
          icon: "inspect",
          keys: "Enter",
          disabled: !line.json && !line.unfolded,
          testid: "logs-unfold",
          onselect: line.unfold,
        },
        separator,
      ]
    : [];
  return [
    ...unfold,
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
