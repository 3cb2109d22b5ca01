import type { Catalogue } from "../en";

export const keyCaps: Catalogue["keyCaps"] = {
  Shift: "Maj",
  Esc: "Échap",
  Enter: "Entrée",
  Space: "Espace",
  Delete: "Suppr",
  Home: "Début",
  End: "Fin",
  PgUp: "Pg préc",
  PgDn: "Pg suiv",
};
