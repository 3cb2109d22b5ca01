import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const activity: Catalogue["activity"] = {
  title: "Activité",
  summary: (underWay, ended) =>
    [underWay > 0 ? `${underWay} en cours` : "", ended > 0 ? countFr(ended, "terminé") : ""]
      .filter(Boolean)
      .join(" · ") || "Les travaux longs, pendant et après",
  underWay: "En cours",
  ended: "Terminé",
  emptyTitle: "Aucun travail en cours",
  emptyText:
    "Téléchargements, envois, enregistrements et tout ce qui prend du temps s’affichent ici pendant qu’ils avancent, et y restent une fois terminés.",
  kinds: {
    pull: {
      title: (what) => `Télécharger ${what}`,
      starting: "Question au registre…",
      done: (what) => `${what} est téléchargée`,
      failed: (what) => `${what} n’a pas pu être téléchargée`,
      left: "L’image du moteur est restée telle quelle. Les couches complètes sont gardées pour le prochain essai.",
    },
  },
  pending: (seconds) => `Commence dans ${seconds} s`,
  queued: "Attend la fin des autres",
  doneIn: (time) => `Terminé en ${time}`,
  failed: (why) => `Échec : ${why}`,
  cancelled: "Arrêté",
  undone: "Annulé avant de commencer",
  interrupted: "Interrompu : Quayside a été fermé",
  neverBegun: "Quayside a été fermé avant le début",
  nothingDone: "Rien n’a été fait.",
  layersDone: (done, all) => `${done} sur ${countFr(all, "couche")}`,
  bytesDone: (done, all) => `${done} sur ${all}`,
  bytesDoneAbout: (done, all) => `${done} sur environ ${all}`,
  itemsDone: (done, all) => `${done} sur ${all}`,
  itemsFailed: (failed) => countFr(failed, "échec"),
  rate: (perSecond) => `${perSecond}/s`,
  left: (time) => `reste ${time}`,
  at: (engine) => `sur ${engine}`,
  progressOf: (what) => `Progression : ${what}`,
  cancel: "Arrêter",
  undo: "Annuler",
  again: "Réessayer",
  runAgain: "Relancer",
  forget: "Retirer de la liste",
  forgetEnded: "Effacer ce qui est terminé",
  more: (what) => `En savoir plus : ${what}`,
  log: "Ce que le moteur a dit",
  logEmpty: "Le moteur n’a rien dit.",
  copyLog: "Copier ce que le moteur a dit",
  command: "Commande",
  upToDate: "Elle était déjà à jour.",
  showShort: "Afficher",
  keys: "Les flèches passent d’un travail à l’autre, Entrée l’ouvre, Suppr l’arrête ou le retire de la liste.",
};
