/** Ages in the words of the language in force. */
import { languageInForce, t } from "$/i18n/index.svelte";
import { humanDuration, instant } from "$/lib/format";
import { clock } from "./clock.svelte";

/** Go's zero time: the engine does not know. */
const NEVER = -62_135_596_800;

/** `2 weeks ago` */
export function ago(unixSeconds: number | null): string {
  if (unixSeconds === null || unixSeconds <= NEVER) return t().time.unknown;
  return t().time.ago(humanDuration(clock.now - unixSeconds));
}

/** The instant in full. */
export function exactly(unixSeconds: number | null): string {
  if (unixSeconds === null || unixSeconds <= NEVER) return t().time.unknown;
  return instant(unixSeconds, languageInForce());
}
