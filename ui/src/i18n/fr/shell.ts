import type { Catalogue } from "../en";

export const shell: Catalogue["shell"] = {
  menu: "Ouvrir un shell…",
  title: (container) => `Ouvrir un shell dans ${container}`,
  open: "Ouvrir",
  command: "Shell ou commande",
  commandHint: "Comme dans un shell. Laissé vide, le meilleur shell du conteneur.",
  found: (path) => `Laissé vide\u00a0: ${path}, le meilleur shell du conteneur.`,
  none: "Ce conteneur n’a pas de shell. Saisissez un programme présent dans son image.",
  user: "Utilisateur",
  workingDir: "Dossier de travail",
  own: "celui du conteneur",
};
