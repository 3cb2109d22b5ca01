import type { Catalogue } from "../en";

export const filter: Catalogue["filter"] = {
  choices: "Suites possibles",
  saved: "Filtres enregistrés",
  name: "Nom de ce filtre",
  save: "Enregistrer",
  nothingToSave: "Saisissez un filtre pour l’enregistrer",
  noneSaved: "Aucun filtre n’est enregistré.",
  rename: "Renommer",
  renameNamed: (name) => `Renommer ${name}`,
  forgetNamed: (name) => `Oublier ${name}`,
  nameEmpty: "Donnez-lui un nom.",
  nameLong: "Un nom compte 60 caractères au plus.",
  nameTaken: "Un autre filtre porte ce nom.",
  keys: {
    tag: "l’étiquette contient ; tag= pour l’exacte",
    repo: "le dépôt contient",
    registry: "le registre contient",
    platform: "pour une plateforme",
    id: "l’identifiant commence par",
    digest: "l’empreinte commence par",
    label: "a le label, ou label=valeur",
    size: "plus ou moins grande : size>500Mo",
    created: "âge ou date : created<30j",
    used: "si des conteneurs l’utilisent",
    dangling: "restée sans étiquette",
    update: "le registre a une autre image",
  },
  values: {
    "used yes": "un conteneur au moins en est issu",
    "used no": "aucun conteneur n’en est issu",
    "used running": "un conteneur en marche en est issu",
    "dangling yes": "est ce que docker appelle « dangling »",
    "dangling no": "n’est pas ce que docker appelle « dangling »",
    "update yes": "une autre image a été trouvée au registre",
    "update no": "aucune autre n’y a été trouvée",
  },
  faults: {
    unknownKey: (text, key) =>
      `« ${text} » n’existe pas. Vouliez-vous dire « ${key} » ? Entre guillemets droits, le texte est cherché tel quel.`,
    noValue: (_text, key) => `Dites ce que « ${key} » doit valoir, sans espace.`,
    openQuote: () => "Ce guillemet n’est pas fermé.",
    notASize: (text) => `« ${text} » n’est pas une taille. Écrivez par exemple 500Mo ou 1,5Go.`,
    sizeUnit: (text) => `${text} de quoi ? Écrivez par exemple ${text}Mo.`,
    notAnAge: (text) => `« ${text} » n’est ni un âge ni une date. Écrivez par exemple 30j, 6mois ou 2026-01-31.`,
    ageUnit: (text) => `${text} de quoi ? Écrivez par exemple ${text}j pour des jours.`,
    notAChoice: (text, key) =>
      `« ${text} » ne répond pas à « ${key} », qui attend oui ou non${key === "used" ? ", ou running" : ""}.`,
    noCompare: (text, key) =>
      `« ${key} » n’est pas une quantité et ne se compare pas par ${text}. Utilisez deux-points.`,
    nothingToExclude: () => "Après le moins vient ce qu’il faut écarter, sans espace.",
  },
};
