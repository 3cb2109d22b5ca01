import type { Duration } from "$/lib/format";
import { countEn } from "../plural";

/** The words of `units.HumanDuration` (github.com/docker/go-units), which `docker images` prints. */
function words({ unit, count, rounded }: Duration): string {
  if (unit === "instant") return "Less than a second";
  if (rounded) return unit === "hour" ? "About an hour" : "About a minute";
  return countEn(count, unit);
}

export const time = {
  duration: (duration: Duration) => words(duration),
  ago: (duration: Duration) => `${words(duration)} ago`,
  unknown: "N/A",
};
