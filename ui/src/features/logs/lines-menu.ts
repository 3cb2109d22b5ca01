/** What can be done with the lines of a log. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { LogRow } from "$/ipc/bindings";

export function linesMenu(
  there: { some: boolean; any: boolean },
  copy: (all: boolean) => void,
  clear: () => void,
  /** Where one line is meant. */
  line?: { row: LogRow | undefined; unfolded: boolean; unfold: () => void; earlier: () => void },
): MenuItem[] {
  const words = t().logs;
  const unfold: MenuItem[] = line
    ? [
        {
          id: "unfold",
          label: line.unfolded ? words.fold : line.row?.json ? words.unfold : words.readWhole,
          icon: "inspect",
          keys: "Enter",
          disabled: !line.row && !line.unfolded,
          testid: "logs-unfold",
          onselect: line.unfold,
        },
        ...(line.row?.begunBefore
          ? [
              {
                id: "before",
                label: words.fetchBeginning,
                icon: "up",
                testid: "logs-before",
                onselect: line.earlier,
              } as const,
            ]
          : []),
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
