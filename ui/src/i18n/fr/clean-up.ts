import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const cleanUp: Catalogue["cleanUp"] = {
  title: "Nettoyer les images",
  which: "Quelles images",
  dangling: "Sans étiquette",
  unused: "Toutes les inutilisées",
  danglingHint:
    "Ce que prend docker image prune : les images dont aucun conteneur n’est issu, et qu’une construction ou un téléchargement a laissées sans étiquette.",
  unusedHint:
    "Toute image dont aucun conteneur n’est issu, sous chacun de ses noms. On peut les télécharger à nouveau si un registre les a.",
  olderThan: "Seulement de plus de",
  days: "jours",
  filter: "Seulement ce qui correspond à",
  keep: "Garder ce qui porte le label",
  noneDangling: "Aucune image sans étiquette à nettoyer.",
  none: "Rien à nettoyer ne correspond à ces choix.",
  list: "Images à nettoyer",
  ticked: (n, all) => `${n} sur ${countFr(all, "ligne cochée", "lignes cochées")}`,
  tickAll: "Tout cocher",
  untickAll: "Tout décocher",
  leftOut: "reste",
  command: "La commande équivalente",
  remove: (n) => (n === 0 ? "Supprimer" : `Supprimer ${countFr(n, "ligne")}`),
};
