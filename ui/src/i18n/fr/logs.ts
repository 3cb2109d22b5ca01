import type { Catalogue } from "../en";
import { countFr, number } from "../plural";

export const logs: Catalogue["logs"] = {
  title: (names) => `Journal\u00a0: ${names}`,
  lineOf: (name) => `Une ligne du journal de ${name}`,
  linesOf: (names) => `Lignes du journal de ${names}`,
  find: "Chercher dans le journal",
  wrong: "Expression rationnelle incorrecte\u00a0:",
  noMatch: "Aucun résultat",
  noMatchHeld: "Rien ici",
  part: (lines) =>
    lines === 1
      ? "Seule la ligne chargée est examinée."
      : `Seules les ${number.fr(lines)} lignes chargées sont examinées.`,
  readAll: "Lire toutes les lignes",
  readMost: (count) => `Lire ${countFr(count, "ligne")} de chacun`,
  readAllHint: "Relit le journal, autant qu’il est possible d’en conserver, et y cherche.",
  found: (count) => countFr(count, "ligne"),
  nth: (at, count) => `${number.fr(at)} sur ${number.fr(count)}`,
  nthOfMore: (at, count) => `${number.fr(at)} sur au moins ${number.fr(count)}`,
  matchesOnly: "N’afficher que les lignes trouvées",
  exclude: "Exclure les correspondances",
  leftOut: (count) => countFr(count, "ligne exclue", "lignes exclues"),
  outputs: "Sorties",
  both: "Les deux",
  timestamps: "Afficher l’heure de chaque ligne",
  wrap: "Renvoyer les longues lignes à la ligne suivante",
  range: "Quelle partie du journal",
  menu: "Actions sur le journal",

  tail: "Lignes depuis la fin",
  tailAll: "autant que possible",
  badTail: "Un nombre entier, ou rien pour en garder autant que possible.",
  since: "Depuis",
  until: "Jusqu’à",
  momentHint:
    "Une durée avant maintenant (10m, 1h30m), ou une date et une heure. Avec une fin, les nouvelles lignes ne sont pas suivies.",
  badMoment: "Ni une durée comme 10m, ni une date comme 2026-01-31T09:30:00.",
  badOrder: "C’est avant le début\u00a0: aucune ligne n’est entre les deux.",
  begin: "Afficher cette partie",

  unfold: "Déplier le JSON",
  fold: "Fermer la ligne dépliée",
  unfoldedTools: "Chercher dans la ligne dépliée",
  unfolded: "Ligne dépliée",
  resizeUnfolded: "Largeur de la ligne dépliée",
  asText: "Afficher la ligne telle qu’elle a été écrite",
  readWhole: "Lire la ligne entière",
  wholeLine: "La ligne entière",
  characters: (count) => countFr(count, "caractère"),
  previousInLine: "Résultat précédent dans cette ligne",
  nextInLine: "Résultat suivant dans cette ligne",
  lineGone: "Cette ligne n’est plus conservée.",

  sinceLine: "Afficher le journal depuis cette ligne",
  untilLine: "Afficher le journal jusqu’à cette ligne",

  copySelected: "Copier les lignes sélectionnées",
  copyAll: "Copier toutes les lignes affichées",
  copied: (count) => `${countFr(count, "ligne copiée", "lignes copiées")}`,
  nothingChosen:
    "Rien n’est sélectionné. Pour copier toutes les lignes, choisissez «\u00a0Copier toutes les lignes affichées\u00a0» dans le menu.",
  save: "Enregistrer les lignes affichées…",
  saved: (path) => `Enregistré sous ${path}`,
  savedInPart: (path) => `Enregistré sous ${path}, sans les lignes du journal qui ne sont pas chargées`,
  saveWhole: "Enregistrer tout le journal, sans le filtre…",
  saveWholeRange: "Enregistrer toute cette période, sans le filtre…",
  clear: "Vider l’affichage",

  toEnd: "Aller à la fin",
  toEndNew: (count) => `Aller à la fin · ${countFr(count, "nouvelle ligne", "nouvelles lignes")}`,
  newLines: (count) => countFr(count, "nouvelle ligne", "nouvelles lignes"),
  earlier: "Lignes précédentes",
  held: (rows, lines, size) =>
    rows === lines
      ? `${countFr(lines, "ligne")} · ${size}`
      : `${number.fr(rows)} sur ${countFr(lines, "ligne")} · ${size}`,
  fewer: (count) => `${number.fr(count)} de chacun au début`,
  fewerHint: (count) =>
    `Pour plusieurs conteneurs, au plus ${countFr(count, "ligne")} de chacun au début. Les précédentes viennent en remontant.`,
  of: (name, what) => `${name}\u00a0: ${what}`,
  empty: "Rien n’a encore été affiché.",
  nothing: "Rien n’a été affiché.",
  nothingBetween: "Rien n’a été affiché entre ces deux moments.",
  nothingUntil: "Rien n’a été affiché jusqu’à ce moment.",
  nothingSince: "Rien n’a été affiché depuis ce moment.",
  onlyNew: "Ce qui sera affiché à partir de maintenant apparaîtra ici.",
  cleared: "Affichage vidé\u00a0: ce qui sera affiché à partir de maintenant apparaîtra ici.",
  clearedWhole: "Affichage vidé. Cette partie du journal a une fin\u00a0: plus rien ne viendra.",
  createdAll: "Aucun de ces conteneurs n’a encore été démarré. Le suivi commencera quand l’un d’eux le sera.",
  noneShown: "Aucune ligne ne passe le filtre.",
  cut: (bytes) => `… lire la suite\u00a0: ${countFr(bytes, "octet")} en tout`,
  cutHint:
    "La ligne continue. Cliquez ou appuyez sur Entrée pour la lire en entier. Elle est copiée et enregistrée en entier.",
  foundFurther: "trouvé plus loin",
  foundFurtherHint: "Trouvé plus loin dans cette ligne. Dépliez-la pour y arriver.",
  missing: (name) => `Au-dessus, les lignes de ${name} ne sont pas encore chargées`,
  missingHint: (name) =>
    `À partir d’ici, les lignes de tous les conteneurs sont là. Au-dessus, celles de ${name} ne sont pas encore chargées.`,
  begunBefore: "commence plus haut…",
  begunBeforeHint: "Le début de la ligne n’a pas été chargé. Cliquez pour le charger.",
  fetchBeginning: "Charger le début de la ligne",
  cutHere: (bytes) => `… lire la suite\u00a0: ${countFr(bytes, "octet chargé", "octets chargés")}`,
  cutHereHint:
    "La ligne continue. Cliquez ou appuyez sur Entrée pour la lire. Elle est copiée et enregistrée telle qu’elle a été chargée.",

  following: (name) => `Suivi de ${name}`,
  read: (name) => `${name}\u00a0: tout ce qui était demandé est là`,
  created: (name) => `${name} n’a pas encore été démarré. Le suivi commencera quand il le sera.`,
  ended: (name, code) => `${name} s’est terminé avec le code ${code}. Le suivi reprendra s’il redémarre.`,
  restarting: (name, code) => `${name} s’est terminé avec le code ${code}, et redémarre.`,
  damaged: (name) =>
    `Suivi de ${name}. Son journal est endommagé\u00a0: les lignes que le moteur ne peut pas lire manquent.`,
  replaced: (name) => `Suivi de ${name}, qui a été recréé\u00a0: les lignes du précédent sont au-dessus.`,
  removed: (name) => `${name} a été supprimé. Ses lignes restent ici jusqu’à la fermeture de l’onglet.`,
  removedFollowed: (name) =>
    `${name} a été supprimé. Ses lignes restent ici jusqu’à la fermeture de l’onglet. Le suivi reprendra si un autre a ce nom.`,
  elsewhere: (name, engine) =>
    `Le journal de ${name} est sur le moteur ${engine}, et un autre est utilisé. Le suivi reprendra quand celui-ci le sera de nouveau.`,
  lost: (name) => `Le moteur de ${name} ne répond pas. Le suivi reprendra à son retour.`,
};
