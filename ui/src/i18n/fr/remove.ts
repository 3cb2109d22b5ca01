import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const remove: Catalogue["remove"] = {
  titleOne: (name) => `Supprimer ${name} ?`,
  titleSeveral: (n) => `Supprimer ${countFr(n, "image")} ?`,
  looking: "Examen de ce qui disparaîtrait…",
  goes: "Ce qui disparaît",
  image: (size) => `L’image, jusqu’à ${size}`,
  imageHint: "Les couches partagées avec d’autres images restent sur le disque.",
  nameOnly: "Seulement le nom. L’image reste sous ses autres noms :",
  names: (n) => (n < 2 ? "Le nom" : `${n} noms`),
  stays: "Ce qui reste",
  row: {
    deletes: "image et nom",
    untags: "seulement le nom",
    heldRunning: (n) => `retenue par ${countFr(n, "conteneur en cours", "conteneurs en cours")}`,
    heldStopped: (n) => `retenue par ${countFr(n, "conteneur arrêté", "conteneurs arrêtés")}`,
    unknown: "impossible à examiner",
  },
  inTheWay: (n) => `${countFr(n, "conteneur qui en est issu", "conteneurs qui en sont issus")}`,
  running: "en cours",
  stopped: "arrêté",
  heldRunning: (n) =>
    n < 2
      ? "Un conteneur qui en est issu s’exécute ; le moteur refuse donc. Il peut être arrêté et supprimé avec l’image : ce qui y a été écrit disparaît aussi, les volumes nommés restent."
      : "Des conteneurs qui en sont issus s’exécutent ; le moteur refuse donc. Ils peuvent être arrêtés et supprimés avec l’image : ce qui y a été écrit disparaît aussi, les volumes nommés restent.",
  heldStopped: (n) =>
    n < 2
      ? "Un conteneur arrêté en est issu ; le moteur refuse donc. Il peut être supprimé avec l’image : ce qui y a été écrit disparaît aussi, les volumes nommés restent."
      : "Des conteneurs arrêtés en sont issus ; le moteur refuse donc. Ils peuvent être supprimés avec l’image : ce qui y a été écrit disparaît aussi, les volumes nommés restent.",
  heldByNames: "Plusieurs noms désignent l’image ; le moteur refuse sans forcer. En forçant, ils disparaissent tous.",
  forceDoes: {
    untagsOnly: "En forçant, seul le nom disparaît : un conteneur en cours garde l’image, sans nom.",
    deletesImage:
      "En forçant, le nom et l’image disparaissent ; les conteneurs gardent leurs fichiers mais ne peuvent plus être recréés à partir de l’image.",
    removesContainers: "En forçant, ce moteur supprime les conteneurs avec l’image, même en cours d’exécution.",
    refused: "Le moteur refuse, même en forçant.",
  },
  sum: (deleted, size) => `${countFr(deleted, "image")} et jusqu’à ${size} disparaissent.`,
  sumBlocked: (n) =>
    n < 2
      ? `${n} image est retenue par un conteneur en cours et restera.`
      : `${n} images sont retenues par un conteneur en cours et resteront.`,
  removeNow: "Supprimer",
  force: "Forcer la suppression",
  withContainers: (n) => (n < 2 ? "Supprimer le conteneur et l’image" : `Supprimer ${n} conteneurs et l’image`),
  withContainersSeveral: "Supprimer aussi les conteneurs arrêtés qui retiennent des images",
  stopFirst: (n) =>
    n < 2 ? "Arrêter et supprimer le conteneur et l’image" : `Arrêter et supprimer ${n} conteneurs et l’image`,
  working: "Suppression…",
  done: (deleted) => (deleted > 0 ? "supprimée" : "nom retiré"),
  failed: "non supprimée",
  skipped: "laissée en place",
  waiting: "en attente",
  toast: (n) => `${countFr(n, "image supprimée", "images supprimées")}`,
  toastUntagged: (name) => `Le nom ${name} est retiré ; l’image reste`,
  toastOne: (name) => `${name} est supprimée`,
  finished: (done, all) => `${done} sur ${all} faits`,
};
