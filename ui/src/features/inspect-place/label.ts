/** What a tab is called, and which drawing stands for what it shows. */
import type { IconName } from "$/components/icons";
import { t } from "$/i18n/index.svelte";
import type { CompareEnd, Source } from "$/ipc/bindings";
import { fileName, KIND_ICON, originName, subjectName } from "$/lib/origin";
import { visible } from "$/lib/text";
import { containers } from "$/state/containers.svelte";
import { inspectTabs, type InspectTab, type TabTarget } from "$/state/inspect.svelte";

export interface Label {
  icon: IconName;
  name: string;
  /** In full, for the pointer resting on it. */
  title: string;
}

export function labelOf(tab: InspectTab): Label {
  if (tab.shows === "document") return labelOfTarget(tab.target);
  const comparison = inspectTabs.comparison(tab.id);
  const left = sideName(comparison?.left ?? tab.left, comparison?.info?.left);
  const right = sideName(comparison?.right ?? tab.right, comparison?.info?.right);
  return {
    icon: "compare",
    name: left === right ? left : `${left} ↔ ${right}`,
    title: t().frame.inspectPlace.comparing(left, right),
  };
}

export function labelOfTarget(target: TabTarget): Label {
  if (target.is === "file") return { icon: "file", name: visible(fileName(target.path)), title: visible(target.path) };
  const { kind, name } = target.subject;
  const row = kind === "container" ? containers.value?.find(({ id }) => id === name) : undefined;
  const called = target.title ?? row?.name ?? subjectName(target.subject);
  return { icon: KIND_ICON[kind], name: visible(called), title: `${t().command.kinds[kind]} ${visible(name)}` };
}

function sideName(source: Source, end: CompareEnd | undefined): string {
  if (source.from === "object") return labelOfTarget({ is: "object", subject: source.subject }).name;
  return end ? visible(originName(end.origin)) : "…";
}
