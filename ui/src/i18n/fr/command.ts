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
  go: (place) => `Aller à ${place}`,
  openFile: "Ouvrir un fichier…",
  unnamed: "Saisissez le nom d’une image, d’un conteneur, d’un volume ou d’un réseau.",
  unnamedPull: "Saisissez l’image à télécharger.",
  unnamedCompare: "Saisissez les deux objets à comparer.",
  twoOnly: "On compare deux objets, pas davantage.",
  unknown: (what) =>
    `«\u00a0${what}\u00a0» n’est pas compris ici. Sont compris\u00a0: docker inspect, docker pull, docker images, docker ps, ou un nom.`,
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
