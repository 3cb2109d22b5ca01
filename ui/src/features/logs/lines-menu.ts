/** What can be done with the lines of a log. */
import { separator, type MenuItem } from "$/components/menu";
import { t } from "$/i18n/index.svelte";
import type { LogRow, LogsInfo, LogsRange } from "$/ipc/bindings";
import { sinceLine, untilLine } from "$/lib/log-range";
import { isOnlyHere } from "./held";

export function linesMenu(
  there: { some: boolean; any: boolean },
  copy: (all: boolean) => void,
  clear: () => void,
  /** Where one line is meant. */
  line?: {
    row: LogRow | undefined;
    unfolded: boolean;
    unfold: () => void;
    earlier: () => void;
    info: Pick<LogsInfo, "containers" | "lines" | "range">;
    begin: (range: LogsRange) => void;
  },
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
        part("since", words.sinceLine, line.row && sinceLine(line.info.range, line.row), line),
        part("until", words.untilLine, line.row && untilLine(line.info.range, line.row), line),
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

/** The part of the log that a line is an end of. */
function part(
  id: string,
  label: string,
  range: LogsRange | null | undefined,
  { info, begin }: { info: Pick<LogsInfo, "containers" | "lines">; begin: (range: LogsRange) => void },
): MenuItem {
  const isRefused = isOnlyHere(info);
  return {
    id,
    label,
    disabled: !range || isRefused,
    ...(isRefused && { title: t().errors.logGone.title }),
    testid: `logs-${id}-line`,
    onselect: () => range && begin(range),
  };
}
