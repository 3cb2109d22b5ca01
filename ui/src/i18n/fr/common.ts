import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const common: Catalogue["common"] = {
  cancel: "Annuler",
  close: "Fermer",
  copy: "Copier",
  copied: "Copié",
  retry: "Réessayer",
  more: "Autres actions",
  clear: "Effacer",
  loading: "Chargement…",
  notifications: "Notifications",
  absent: "—",
  images: (n) => countFr(n, "image"),
  containers: (n) => countFr(n, "conteneur"),
  layers: (n) => countFr(n, "couche"),
  bytes: (n) => countFr(n, "octet"),
  selected: (n) => `${n} ${n < 2 ? "sélectionnée" : "sélectionnées"}`,
};
