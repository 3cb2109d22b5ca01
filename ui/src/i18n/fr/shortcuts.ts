import type { Catalogue } from "../en";

export const shortcuts: Catalogue["shortcuts"] = {
  title: "Raccourcis clavier",
  everywhere: "Partout",
  lists: "Dans une liste",
  terminal: "Dans un terminal",
  hello: "Lancer hello-world",
  pull: "Télécharger une image",
  places: "Images, Conteneurs, Réglages",
  filter: "Filtrer la liste",
  details: "Afficher ou masquer les détails",
  dock: "Afficher ou masquer les terminaux",
  sheet: "Cette fiche",
  move: "Se déplacer et sélectionner",
  extend: "Étendre la sélection",
  toggle: "Ajouter ou retirer une ligne",
  all: "Tout sélectionner",
  open: "Ouvrir les détails",
  menu: "Menu de la ligne",
  remove: "Supprimer la sélection",
  leave: "Effacer la sélection, fermer",
  copyPaste: "Copier, coller",
};
