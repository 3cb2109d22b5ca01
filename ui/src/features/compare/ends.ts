/** The two sides of a comparison, as they are called. */
import { t, languageInForce } from "$/i18n/index.svelte";
import type { CompareEnd, Moment } from "$/ipc/bindings";
import { originIcon, originName } from "$/lib/origin";
import { visible } from "$/lib/text";
import { containers } from "$/state/containers.svelte";

export function nameOfEnd({ origin }: CompareEnd): string {
  if (origin.is === "object" && origin.subject.kind === "container") {
    const row = containers.value?.find(({ id }) => id === origin.subject.name);
    if (row) return visible(row.name);
  }
  return visible(originName(origin));
}

export const iconOfEnd = ({ origin }: CompareEnd) => originIcon(origin);

export function fullNameOfEnd({ origin }: CompareEnd): string {
  if (origin.is === "line") return t().logs.lineOf(visible(origin.container));
  return visible(
    origin.is === "file" ? origin.path : `${t().command.kinds[origin.subject.kind]} ${origin.subject.name}`,
  );
}

export function whenOfEnd({ moment }: CompareEnd): string {
  return moment ? t().compare.asOf(clockTime(moment)) : t().compare.now;
}

/** `10:42:03` */
export function clockTime({ at }: Moment): string {
  return new Date(at).toLocaleTimeString(languageInForce(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
