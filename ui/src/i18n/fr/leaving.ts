import type { Catalogue } from "../en";

export const leaving: Catalogue["leaving"] = {
  title: "Fermer la fenêtre\u202f?",
  text: (count) =>
    count === 0
      ? "Quelque chose est encore en cours et prendra fin si vous quittez Quayside."
      : `${count === 1 ? "Ceci est" : "Tout ceci est"} encore en cours. Si vous quittez Quayside\u00a0:`,
  list: "Ce qui est en cours",
  shellEnds: "Le shell sera fermé.",
  shellStays: "Son conteneur est en pause\u00a0: le shell y restera jusqu’au prochain démarrage de Quayside.",
  containerStays: "Son conteneur continue dans le moteur\u202f; ce terminal et ce qu’il affiche disparaissent.",
  containerStops: "Son conteneur est arrêté avec le moteur de Quayside.",
  startStops: "Le démarrage n’a pas encore eu lieu et n’aura pas lieu.",
  lostGoes: "En attente de reconnexion\u202f; ce qui est affiché disparaît.",
  jobStops:
    "La tâche est interrompue. «\u00a0Activité\u00a0» le signale au prochain démarrage et permet de la recommencer.",
  jobNeverBegins: "La tâche n’a pas commencé et ne commencera pas.",
  stayText:
    "Si vous laissez tourner, tout continue sans fenêtre. Relancez Quayside pour tout retrouver tel quel. Douze heures après la fin de la dernière activité, l’application se ferme d’elle-même.",
  apartText: "Impossible de continuer sans fenêtre\u00a0: sur ce système, Quayside ne pourrait pas être retrouvé.",
  always: "Toujours faire ainsi, sans demander",
  stay: "Laisser tourner",
  endAndQuit: (count) => (count > 1 ? "Tout terminer et quitter" : "Terminer et quitter"),
  quit: "Quitter",
  endedTitle: "Quitter Quayside\u202f?",
  endedText: "Tout ce qui était en cours s’est terminé entre-temps.",
  setting: "À la fermeture de la fenêtre",
  settingText: "Tant que des sessions ou des tâches sont en cours. Sinon, Quayside se ferme.",
  settings: { ask: "Demander", keep: "Laisser tourner", quit: "Quitter" },
};
