import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const transcript: Catalogue["transcript"] = {
  open: "Rechercher dans toute la sortie",
  linesOf: (title) => `Lignes affichées dans ${title}`,
  find: "Rechercher dans toute la sortie",
  matchesOnly: "N’afficher que les lignes trouvées",
  again: "Relancer la recherche, avec ce qui s’est affiché depuis",
  close: "Retour au terminal",
  wrong: "Expression rationnelle incorrecte\u00a0:",
  nothing: "Aucun résultat",
  found: (count) => countFr(count, "ligne"),
  nth: (at, count) => `${at} sur ${count}`,
  noMatch: (text) => `«\u00a0${text}\u00a0» n’est dans aucune ligne conservée.`,
  empty: "Rien n’a été affiché.",
  screens: "Ce que dessinent les programmes plein écran, comme vi ou top, n’en fait pas partie.",
  held: (lines) => countFr(lines, "ligne"),
  dropped: (size) => `Les premiers ${size} ne sont plus conservés\u202f; les lignes sont comptées à partir de là.`,
  show: "Montrer dans le terminal",
  instead: {
    gone: "Cette ligne n’est plus dans le terminal. Voici ce qui s’est affiché avant et après elle.",
    covered: "Un programme plein écran couvre cette ligne. Voici ce qui s’est affiché avant et après elle.",
  },
  back: "Retour",
  copied: "Ligne copiée",
};
