/** What the object or the file of a pane is called. */
import { fileName, subjectName } from "$/lib/origin";
import { visible } from "$/lib/text";
import { containers } from "$/state/containers.svelte";
import type { InspectTarget } from "$/state/inspect.svelte";

export function titleOf(target: InspectTarget): string {
  if (target.is === "file") return visible(fileName(target.path));
  if (target.is === "line") return visible(target.title);
  const { kind, name } = target.subject;
  const row = kind === "container" ? containers.value?.find(({ id }) => id === name) : undefined;
  return visible(target.title ?? row?.name ?? subjectName(target.subject));
}
