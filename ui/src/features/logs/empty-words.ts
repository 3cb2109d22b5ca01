/** Why a view has no line, and what comes. */
import { t } from "$/i18n/index.svelte";
import type { LogsInfo } from "$/ipc/bindings";
import { present } from "$/ipc/presentation";
import { visible } from "$/lib/text";

export interface Failure {
  title: string;
  remedy: string;
  /** Whoever refused, in their words. */
  words: string | null;
  /** It may go better once more; otherwise it goes on by itself. */
  retry: boolean;
}

/** What keeps lines from coming; of several containers each says whose. */
export function failures({ containers }: Pick<LogsInfo, "containers">): Failure[] {
  return containers.flatMap(({ name, phase }): Failure[] => {
    if (phase.at !== "failed" && phase.at !== "damaged" && phase.at !== "lost") return [];
    const failure =
      phase.at === "lost"
        ? { ...t().errors.engineLost, words: null, retry: false }
        : // Behind the damage it goes on by itself.
          { ...present(phase.error), retry: phase.at === "failed" };
    return [{ ...failure, title: containers.length > 1 ? t().logs.of(visible(name), failure.title) : failure.title }];
  });
}

type About = Pick<LogsInfo, "containers" | "range" | "lines">;

/** Where nothing has failed. */
export function emptyWords({ containers, range, lines }: About, cleared: boolean): string {
  const words = t().logs;
  const phases = containers.map(({ phase }) => phase.at);
  if (lines > 0) return words.noneShown;
  if (cleared) return range.follow ? words.cleared : words.clearedWhole;
  if (phases.includes("opening")) return t().common.loading;
  const elsewhere = containers.find(({ phase }) => phase.at === "elsewhere");
  if (elsewhere?.phase.at === "elsewhere")
    return words.elsewhere(visible(elsewhere.name), visible(elsewhere.phase.engine));
  if (phases.every((at) => at === "created"))
    return phases.length === 1 ? words.created(visible(containers[0]?.name ?? "")) : words.createdAll;
  if (range.until !== null) return range.since === null ? words.nothingUntil : words.nothingBetween;
  if (range.since !== null) return words.nothingSince;
  if (range.tail === 0) return words.onlyNew;
  return phases.every((at) => at === "ended" || at === "removed" || at === "read") ? words.nothing : words.empty;
}
