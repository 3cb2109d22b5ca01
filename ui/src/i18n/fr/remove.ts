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
  inTheWay: (n) => `${countFr(n, "conteneur qui en est issu", "conteneurs qui en sont issus")}`,
  running: "en cours",
  stopped: "arrêté",
  blockedRunning:
    "Le moteur ne supprime pas une image dont un conteneur s’exécute, même en forçant. Arrêtez et supprimez d’abord le conteneur.",
  blockedStopped:
    "Le moteur refuse tant que des conteneurs de l’image existent. Ils peuvent être supprimés avec elle : ce qui y a été écrit disparaît aussi, les volumes nommés restent.",
  forceOnly: "Le moteur refuse sans forcer, car plusieurs noms désignent l’image. En forçant, ils disparaissent tous.",
  sum: (deleted, size) => `${countFr(deleted, "image")} et jusqu’à ${size} disparaissent.`,
  sumBlocked: (n) =>
    n < 2
      ? `${n} image est retenue par un conteneur en cours et restera.`
      : `${n} images sont retenues par un conteneur en cours et resteront.`,
  removeNow: "Supprimer",
  force: "Forcer la suppression",
  withContainers: (n) => (n < 2 ? "Supprimer le conteneur et l’image" : `Supprimer ${n} conteneurs et l’image`),
  withContainersSeveral: "Supprimer aussi les conteneurs arrêtés qui retiennent des images",
  stopFirst: "Arrêter et supprimer conteneurs et image",
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
