import type { Catalogue } from "../en";

export const leaving: Catalogue["leaving"] = {
  title: "Fermer la fenêtre\u202f?",
  text: (count) => `${count < 2 ? "Ceci est" : "Tout ceci est"} encore en cours. Si Quayside quitte\u00a0:`,
  list: "Ce qui est en cours",
  shellEnds: "Le shell est terminé.",
  containerStays: "Son conteneur continue dans le moteur\u202f; ce terminal et ce qu’il affiche disparaissent.",
  startStops: "Le démarrage n’a pas encore eu lieu et n’aura pas lieu.",
  lostGoes: "En attente de reconnexion\u202f; ce qui est affiché disparaît.",
  jobStops: "La tâche est interrompue. Activité le signale au prochain démarrage et permet de la recommencer.",
  jobNeverBegins: "La tâche n’a pas commencé et ne commencera pas.",
  stayText:
    "Si vous laissez tourner, tout continue sans fenêtre. Relancez Quayside pour tout retrouver tel quel. Douze heures après la dernière fin, l’application quitte d’elle-même.",
  apartText: "Impossible de continuer sans fenêtre\u00a0: sur ce système, Quayside ne pourrait pas être retrouvé.",
  always: "Toujours faire ainsi, sans demander",
  stay: "Laisser tourner",
  endAndQuit: "Tout terminer et quitter",
  quit: "Quitter",
  endedTitle: "Quitter Quayside\u202f?",
  endedText: "Tout ce qui était en cours est terminé entre-temps.",
  setting: "À la fermeture de la fenêtre",
  settingText: "Tant que des sessions ou des tâches sont en cours. Sinon, Quayside quitte.",
  settings: { ask: "Demander", keep: "Laisser tourner", quit: "Quitter" },
};
