import type { Catalogue } from "../en";

export const connection: Catalogue["connection"] = {
  engine: "Moteur",
  connecting: "Connexion…",
  connectingTo: (address) => `Connexion à ${address}…`,
  unavailable: "Aucun moteur",
  api: (version) => `API ${version}`,
  ready: "connecté",
  address: "Adresse",
  version: "Version",
  apiLabel: "API",
  platform: "Plateforme",
  storage: "Stockage",
  containerd: "magasin d’images containerd",
  host: "Hôte",
  endpoints: "Moteurs de cette machine",
  automatic: "Le premier qui répond",
  sources: {
    dockerHost: "DOCKER_HOST",
    context: "contexte Docker",
    socket: "socket",
    embedded: "démarré par Quayside",
  },
  noEndpoints: "Aucune adresse de moteur n’a été trouvée.",
  tried: "Essayé",
  retry: "Réessayer",
  startHere: "Démarrer un moteur ici",
  startHereText:
    "Quayside peut démarrer son propre moteur sur cette machine et l’arrêter à la fermeture de la fenêtre.",
  starting: "Démarrage d’un moteur…",
  back: "Le moteur est de retour",
  lost: "Le moteur ne répond plus",
};
