import type { Duration } from "$/lib/format";
import type { Catalogue } from "../en";
import { countFr } from "../plural";

const units: Record<Exclude<Duration["unit"], "instant">, [string, string]> = {
  second: ["seconde", "secondes"],
  minute: ["minute", "minutes"],
  hour: ["heure", "heures"],
  day: ["jour", "jours"],
  week: ["semaine", "semaines"],
  month: ["mois", "mois"],
  year: ["an", "ans"],
};

function words({ unit, count, rounded }: Duration): string {
  if (unit === "instant") return "moins d’une seconde";
  if (rounded) return unit === "hour" ? "environ une heure" : "environ une minute";
  return countFr(count, ...units[unit]);
}

export const time: Catalogue["time"] = {
  duration: words,
  ago: (duration) => `il y a ${words(duration)}`,
  unknown: "inconnue",
};
