import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const remove: Catalogue["remove"] = {
  titleOne: (name) => `Supprimer ${name} ?`,
  titleSeveral: (n) => `Supprimer ${countFr(n, "image")} ?`,
  looking: "Examen de ce qui disparaîtrait…",
  gathering: (known, all) => `Couches connues pour ${known} sur ${countFr(all, "image")}…`,
  frees: { exactly: "Libère", about: "Libère environ", atMost: "Libère au plus" },
  counts: (images, names) =>
    [
      images > 0 ? countFr(images, "image supprimée", "images supprimées") : "",
      names > 0 ? `${countFr(names, "nom retiré", "noms retirés")}, l’image reste` : "",
    ]
      .filter(Boolean)
      .join(" · ") || "Rien ne disparaît",
  shared: (size, layers) =>
    `${size} restent : ${countFr(layers, "couche nécessaire", "couches nécessaires")} à d’autres`,
  sharedNone: "Aucune couche n’est partagée avec d’autres",
  keptBy: (name, more) => (more > 0 ? `${name} et ${countFr(more, "autre image", "autres images")}` : `${name}`),
  keptByContainers: "un conteneur",
  keptMore: (n) => `et ${countFr(n, "autre couche", "autres couches")}`,
  doubts: {
    content: "Ce moteur garde aussi les couches telles que téléchargées, sans donner leur taille une par une.",
    buildCache:
      "Les images construites ici peuvent garder des couches dans le cache de construction ; docker builder prune les libère.",
    sizes: "L’historique d’une image ne dit pas quelle couche a quelle taille.",
    strayContainers: "Des conteneurs viennent d’images déjà disparues ; ils peuvent garder des couches.",
    parents: "Des étapes de construction se trouvent en dessous ; ce moteur peut les garder.",
    incomplete: "Toutes les images n’ont pas pu être examinées.",
  },
  fates: {
    deletes: "image et nom",
    untags: "seulement le nom",
    untagsWith: "ce nom-là aussi",
    untagsFor: (name, more) => `seulement le nom, reste ${name}${more > 0 ? ` et ${more} de plus` : ""}`,
    heldRunning: (n) => `utilisée : ${countFr(n, "conteneur")}, en cours`,
    heldStopped: (n) => `utilisée : ${countFr(n, "conteneur arrêté", "conteneurs arrêtés")}`,
    heldByChildren: "d’autres sont construites dessus",
    gone: "n’est plus là",
  },
  withContainers: (n) => `avec ${countFr(n, "conteneur")}`,
  running: "en cours",
  stopped: "arrêté",
  inTheWay: (n) => `${countFr(n, "conteneur")} en travers du chemin`,
  ways: "Que faire des images utilisées ?",
  leave: "Les laisser en place",
  leaveHint: (n) => (n < 2 ? `${n} image reste telle quelle.` : `${n} images restent telles quelles.`),
  take: (n) => (n < 2 ? "Supprimer d’abord le conteneur" : `Supprimer d’abord les ${n} conteneurs`),
  takeHint: (running) =>
    running > 0
      ? `${running < 2 ? "1 est en cours et sera arrêté" : `${running} sont en cours et seront arrêtés`}. Ce qui y a été écrit disparaît aussi ; les volumes nommés restent.`
      : "Ce qui y a été écrit disparaît aussi ; les volumes nommés restent.",
  force: "Forcer",
  forceDoes: {
    untagsOnly: "En forçant, seul le nom disparaît : un conteneur garde l’image, sans nom.",
    deletesImage:
      "En forçant, le nom et l’image disparaissent ; les conteneurs gardent leurs couches mais ne peuvent plus être recréés à partir de l’image.",
    removesContainers: "En forçant, ce moteur supprime les conteneurs avec l’image, même en cours d’exécution.",
    refused: "Le moteur refuse, même en forçant.",
  },
  children: "Les images sans nom sur lesquelles d’autres sont construites restent tant que celles-ci existent.",
  removeNow: "Supprimer",
  removeSome: (n, all) => `Supprimer ${n} sur ${all}`,
  nothing: "Rien de tout cela ne peut être supprimé en l’état.",
  command: "La commande équivalente",
  copyCommand: "Copier la commande",
  goesIn: (seconds) => (seconds > 0 ? `suppression dans ${seconds} s` : "suppression en cours"),
  undoFrees: (size) => `libère ${size}`,
  undo: "Annuler",
  undone: "Annulé : rien n’a été supprimé",
  resultSum: (done, all) => `${done} sur ${all} faits`,
  promised: (size) => `${size} annoncés`,
  freed: (size) => `${size} libérés`,
  freedUnknown: "Ce moteur ne dit pas ce qu’il a libéré.",
  results: {
    deleted: "supprimée",
    untagged: "nom retiré",
    failed: "non supprimée",
    differs: "laissée en place",
    notReached: "non atteinte",
  },
  differences: {
    gone: "elle avait déjà disparu",
    renamed: (id) => `le nom désigne maintenant ${id}`,
    named: (names) => `elle s’appelle aussi ${names} à présent`,
    lastName: "ses autres noms ont disparu, l’image partirait donc aussi",
    used: (names) => `issu d’elle entre-temps : ${names}`,
    started: (name) => `${name} s’exécute à présent`,
  },
  lookAgain: "Regardez de nouveau, puis supprimez-la si vous le voulez toujours.",
  toast: (images, names, freed) =>
    [
      images > 0 ? countFr(images, "image supprimée", "images supprimées") : "",
      names > 0 ? countFr(names, "nom retiré", "noms retirés") : "",
      freed,
    ]
      .filter(Boolean)
      .join(" · ") || "Il ne restait rien à supprimer",
  details: "Détails",
  settingTitle: "Délai pour annuler une suppression",
  settingText:
    "Les images attendent ce temps avant de disparaître. « Aussitôt » signifie que rien ne peut être annulé.",
  settingAtOnce: "Aussitôt",
  settingSeconds: (n) => `${n} s`,
};
