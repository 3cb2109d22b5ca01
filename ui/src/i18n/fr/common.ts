import type { Catalogue } from "../en";

export const common: Catalogue["common"] = {
  cancel: "Annuler",
  close: "Fermer",
  copy: "Copier",
  retry: "Réessayer",
};
