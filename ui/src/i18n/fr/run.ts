import type { Catalogue } from "../en";

export const run: Catalogue["run"] = {
  title: "Lancer une image",
  titleInteractive: "Lancer en interactif",
  run: "Lancer",
  image: "Image",
  command: "Commande",
  commandHint: "Comme dans un shell. Laissée vide, la commande de l’image s’exécute.",
  commandOwn: "la commande de l’image",
  commandShell: "la commande de l’image, ou /bin/bash",
  interactive: "Terminal interactif",
  remove: "Supprimer le conteneur quand il se termine",
  name: "Nom",
  nameOwn: "choisi par le moteur",
  user: "Utilisateur",
  workingDir: "Dossier de travail",
  own: "celui de l’image",
  add: "Ajouter",
  lists: {
    env: { label: "Variables d’environnement", example: "CLÉ=valeur", remove: "Retirer cette variable" },
    publish: { label: "Ports publiés", example: "8080:80", remove: "Retirer ce port" },
    volumes: {
      label: "Volumes et dossiers",
      example: "données:/var/lib/data ou /hôte/dossier:/dossier:ro",
      remove: "Retirer ce volume",
    },
  },
  copyLine: "Copier la ligne docker",
  faults: {
    imageMissing: "Quelle image\u202f? Un nom ou un identifiant.",
    imageSpaces: "Le nom d’une image ne contient pas d’espace.",
    name: "Au moins deux lettres, chiffres, «\u00a0_\u00a0», «\u00a0.\u00a0» ou «\u00a0-\u00a0», en commençant par une lettre ou un chiffre.",
    env: "S’écrit CLÉ=valeur.",
    publish: "S’écrit 8080:80 ou 127.0.0.1:8080:80/tcp, avec des ports jusqu’à 65535.",
    volume:
      "S’écrit nom:/chemin ou /hôte/dossier:/chemin:ro\u202f; le chemin dans le conteneur commence par «\u00a0/\u00a0».",
    workingDir: "Un dossier du conteneur, commençant par «\u00a0/\u00a0».",
  },
};
