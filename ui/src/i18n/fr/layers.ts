import type { Catalogue } from "../en";
import { countFr, number } from "../plural";

export const layers: Catalogue["layers"] = {
  sum: (layers, steps, size) =>
    `${countFr(layers, "couche")} · ${size} · ${countFr(steps, "étape")}, de la plus récente à la plus ancienne`,
  steps: "Étapes, de la plus récente à la plus ancienne",
  layer: (n) => `Couche ${number.fr(n)}`,
  noLayer: "Sans couche",
  unknownLayer: "Inconnue",
  unknownHint:
    "Le moteur ne dit pas quelle couche cette étape a produite, et les autres ne permettent pas de le déduire.",
  percent: (share) => `${share < 0.1 && share > 0 ? "<\u00a00,1" : number.fr(Math.round(share * 10) / 10)}\u00a0%`,
  total: "Taille jusqu’ici",
  share: "Part de l’image",
  size: "Taille",
  created: "Création",
  made: "A produit",
  arguments: "Arguments de construction",
  shell: "Lancée par",
  comment: "Commentaire",
  tags: "Noms",
  id: "Image de cette étape",
  diffId: "Diff ID (contenu)",
  chainId: "Chain ID (empilement)",
  written: "Telle que l’outil l’a écrite",
  noInstruction: "Sans instruction",
  sharedSum: (layers, size, images) =>
    `${countFr(layers, "couche partagée", "couches partagées")}${size ? ` (${size})` : ""} avec ${countFr(images, "autre image", "autres images")}`,
  sharedNone: "Aucune autre image d’ici ne partage de couche avec elle.",
  sharedHint: "Ce qu’elles partagent n’est conservé qu’une fois par le moteur.",
  sharing: "Recherche des couches partagées…",
  sharedBy: (n) => `Partagée avec ${countFr(n, "autre image", "autres images")}`,
  sharedWith: "Partagée avec",
  inCommon: (n) => countFr(n, "couche"),
  show: (name) => `Montrer ${name}`,
  compare: (name) => `Comparer avec ${name}`,
  showSecrets: "Afficher les secrets",
  hideSecrets: "Masquer les secrets",
  copyStep: "Copier l’instruction",
  copyAll: "Copier toutes les instructions",
  showMore: (n) => `En afficher ${number.fr(n)} de plus`,
  keysHelp: "Les flèches passent d’une étape à l’autre, Entrée en ouvre une, Ctrl+C copie son instruction.",
};
