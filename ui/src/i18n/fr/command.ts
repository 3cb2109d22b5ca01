import type { SubjectKind } from "$/ipc/bindings";
import type { Catalogue } from "../en";

const kinds: Record<SubjectKind, string> = {
  image: "image",
  container: "conteneur",
  volume: "volume",
  network: "réseau",
};
const the: Record<SubjectKind, string> = {
  image: "l’image",
  container: "le conteneur",
  volume: "le volume",
  network: "le réseau",
};

export const command: Catalogue["command"] = {
  title: "Commande",
  open: "Saisir une commande",
  field: "docker inspect, ou un nom",
  placeholder: "docker inspect NOM, ou une partie d’un nom",
  choices: "Choix",
  kinds,
  gone: (kind, name) => `${kind === "image" ? "L’image" : `Le ${kinds[kind]}`} ${name} n’existe plus`,
  portOpened: (address) => `${address} ouvert dans le navigateur`,
  inspect: (name) => `Inspecter ${name}`,
  inspectAs: (kind, name) => `Inspecter ${the[kind]} ${name}`,
  inspectAll: (count) => `Inspecter ${count} objets`,
  pull: (reference) => `Télécharger ${reference}`,
  compare: (left, right) => `Comparer ${left} avec ${right}`,
  moves: {
    tag: (source, target) => `Étiqueter ${source} comme ${target}`,
    push: (reference) => `Envoyer ${reference}`,
    save: (references) => `Enregistrer ${references} dans un fichier…`,
    load: "Charger des images depuis un fichier…",
    import: "Importer un système de fichiers depuis un fichier…",
    export: (container) => `Exporter les fichiers de ${container}…`,
    commit: (container) => `Créer une image à partir de ${container}…`,
    usage: {
      tag: "Saisissez l’image et le nom qu’elle reçoit.",
      push: "Saisissez une image à envoyer.",
      save: "Saisissez les images à enregistrer\u202f; le fichier sera demandé.",
      load: "Le fichier sera demandé.",
      import: "Saisissez un fichier, qui sera demandé, et le nom de l’image.",
      export: "Saisissez un conteneur\u202f; le fichier sera demandé.",
      commit: "Saisissez le conteneur et le nom de l’image.",
    },
  },
  go: (place) => `Aller à ${place}`,
  openFile: "Ouvrir un fichier…",
  unnamed: "Saisissez le nom d’une image, d’un conteneur, d’un volume ou d’un réseau.",
  unnamedPull: "Saisissez l’image à télécharger.",
  unnamedCompare: "Saisissez les deux objets à comparer.",
  twoOnly: "On compare deux objets, pas davantage.",
  unnamedRemove: "Saisissez l’image à supprimer.",
  unknown: (what) =>
    `«\u00a0${what}\u00a0» n’est pas compris ici. Sont compris\u00a0: docker inspect, pull, tag, push, save, load, import, export, commit, images, ps, ou un nom.`,
  unknownType: (type) => `«\u00a0${type}\u00a0» n’est pas un type d’objet. Il y a image, container, volume et network.`,
  unknownFlag: (flag) => `L’option ${flag} n’est pas comprise ici.`,
  unclosed: "Un guillemet n’est pas fermé.",
  none: (name) => `Rien sur le moteur ne s’appelle ${name}.`,
  noneOf: (kind, name) => `Aucun${kind === "image" ? "e" : ""} ${kinds[kind]} ne s’appelle ${name}.`,
  closest: "Noms proches\u00a0:",
  several: (name) => `${name} désigne plusieurs objets. Lequel\u00a0?`,
  looking: (name) => `Recherche de ${name}…`,
  keys: "↑ ↓ choisir · Tab complète · Entrée ouvre · Échap ferme",
  found: (count) => `${count} choix`,
};
