import type { Catalogue } from "../en";
import { number } from "../plural";

export const pattern: Catalogue["pattern"] = {
  at: (what, character) => `${what}, au caractère ${number.fr(character)}`,
  faults: {
    groupUnclosed: "groupe\u00a0( non fermé",
    groupUnopened: "groupe\u00a0) non ouvert",
    groupName: "nom de groupe non valide",
    groupNameTwice: "deuxième groupe du même nom",
    classUnclosed: "classe\u00a0[ non fermée",
    classRange: "intervalle qui finit avant son début",
    classRangeEnd: "intervalle qui ne finit pas par un caractère",
    unicodeClass: "classe Unicode inconnue",
    escapeUnknown: "échappement\u00a0\\ inconnu",
    escapeUnfinished: "échappement\u00a0\\ inachevé",
    escapeNumber: "code qui n’est celui d’aucun caractère",
    repetitionMissing: "rien à répéter",
    repetitionRange: "répétition dont le maximum est sous le minimum",
    repetitionNumber: "répétition sans nombre valide",
    repetitionUnclosed: "répétition\u00a0{ non fermée",
    flag: "option\u00a0(? inconnue ou inachevée",
    wordBoundary: "limite\u00a0\\b{ inconnue ou non fermée",
    lookAround: "les assertions avant et arrière ne sont pas prises en charge",
    backreference: "les références arrière ne sont pas prises en charge",
    tooDeep: "groupes trop profondément imbriqués",
    tooBig: "dépasse la taille permise une fois compilé",
    tooLong: "dépasse la longueur permise",
    other: "incompréhensible",
  },
};
