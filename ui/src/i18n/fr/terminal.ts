import type { Catalogue } from "../en";
import { countFr } from "../plural";

export const terminal: Catalogue["terminal"] = {
  dock: "Terminaux",
  sessions: "Sessions ouvertes",
  empty:
    "Les exécutions, les shells, les journaux et les téléchargements s’affichent ici. Ils restent là quand le reste change.",
  collapse: "Replier le dock",
  expand: "Ouvrir le dock",
  closeTab: (title) => `Fermer ${title}`,
  terminalOf: (title) => `Terminal\u00a0: ${title}`,
  leaveHint: (keys) => `${keys} pour quitter le terminal`,

  queued: "En attente du moteur",
  loading: "Chargement de l’image intégrée",
  creating: "Création du conteneur",
  running: "En cours d’exécution",
  cancelled: "Annulé",

  pulling: (image) => `Téléchargement de ${image}`,
  layersDone: (done, all) => `${done} sur ${countFr(all, "couche")}`,
  bytesDone: (done, all) => `${done} sur ${all}`,
  rate: (perSecond) => `${perSecond}/s`,
  layerBar: (id) => `Couche ${id}`,
  totalBar: "Téléchargement complet",
  layerPhase: {
    waiting: "en attente",
    downloading: "téléchargement",
    verifying: "vérification",
    downloaded: "téléchargée",
    extracting: "extraction",
    complete: "terminée",
    exists: "déjà présente",
    uploading: "envoi",
    loading: "décompression",
    mounted: "déjà dans le registre",
  },

  exit: (code) => `code ${code}`,
  exited: (code) => `Terminé avec le code ${code}`,
  after: (duration) => `après ${duration}`,
  exitMeaning: {
    125: "le moteur n’a pas pu le démarrer",
    126: "la commande n’est pas exécutable",
    127: "la commande est introuvable",
    130: "interrompu (Ctrl+C)",
    137: "tué, ou mémoire épuisée",
    139: "plantage\u00a0: accès mémoire invalide",
    143: "arrêt demandé (SIGTERM)",
  },
  runAgain: "Relancer",
  openAgain: "Rouvrir",
  removeContainer: "Supprimer le conteneur",
  containerRemoved: "Conteneur supprimé",
  stop: "Arrêter",
  stopContainer: (name) => `Arrêter ${name}`,
  stopping: "Arrêt en cours…",
  cancelPull: "Annuler",

  fallbackText: (image, builtIn) => `Voici la copie intégrée, ${builtIn}, à la place de ${image}.`,
  retryRegistry: "Réessayer avec le registre",

  failedTo: {
    hello: "Hello n’a pas pu s’exécuter",
    run: "Le conteneur n’a pas pu s’exécuter",
    exec: "Le shell n’a pas pu s’ouvrir",
    pull: "L’image n’a pas pu être téléchargée",
  },

  gap: "Une partie de la sortie s’est perdue entre le moteur et ce panneau. La suite est de nouveau complète.",
  badFrame: "Ce panneau a reçu des données qu’il ne sait pas lire.",
  inputLost: "La dernière saisie n’a pas pu être envoyée.",
  replay: "Réafficher depuis le moteur",

  copy: "Copier",
  paste: "Coller",
  selectAll: "Tout sélectionner",
  clear: "Effacer",
  find: {
    label: "Rechercher dans le terminal",
    nth: (n, count) => `${n} sur ${count}`,
    nothing: "Aucun résultat",
    wrong: "Motif invalide",
  },
  saveText: "Enregistrer la sortie en texte…",
  saveRaw: "Enregistrer la sortie telle quelle…",
  saved: (path) => `La sortie est dans ${path}`,
  savedInPart: (path, dropped) =>
    `La sortie est dans ${path}, sans les premiers ${dropped}\u00a0: seule la fin est conservée`,
  rang: "La cloche a sonné",
  pasteQuestion: {
    title: (lines) => (lines > 1 ? `Coller ${countFr(lines, "ligne")}\u202f?` : "Coller ce texte\u202f?"),
    runs: (title) =>
      `Le programme de ${title} prend ce texte pour une saisie\u00a0: chaque ligne terminée est exécutée aussitôt.`,
    dropped: (count) =>
      count > 1 ? `${count} caractères de contrôle seront omis.` : "Un caractère de contrôle sera omis.",
    text: "Le texte à coller",
    more: (lines) => `… et encore ${countFr(lines, "ligne")}`,
    oneLine: "Coller en une ligne",
  },
  leave: "Quitter le terminal",
  menu: "Menu du terminal",

  closeRunningTitle: "Fermer cet onglet\u00a0?",
  closeRunningText: (name) => `Le conteneur ${name} est encore en cours d’exécution.`,
  closeShellText: (name) => `Un shell est encore ouvert dans ${name}. Fermer cet onglet y met fin.`,
  stopAndClose: "Arrêter le conteneur",
  leaveRunning: "Le laisser tourner",
  endShell: "Terminer le shell",
};
