import type { Catalogue } from "../en";
import { countFr, number } from "../plural";

export const registry: Catalogue["registry"] = {
  title: "Registres",
  text: "Là où vous êtes connecté. Les mots de passe restent où ils sont gardés ; Quayside ne les demande que lorsqu’un registre les exige.",
  none: "Vous n’êtes connecté à aucun registre. Les images publiques s’en passent.",
  loading: "Recherche des identifiants…",
  as: (name) => `en tant que ${name}`,
  withToken: "par un jeton",
  overridden: "inutilisé : celui du dessus passe avant",
  means: {
    helper: (name) => `assistant d’identification ${name}`,
    keyring: "trousseau du système",
    dockerConfig: (path) => `fichier de Docker ${path}`,
    podmanAuth: (path) => `fichier de Podman ${path}`,
    memory: "en mémoire, jusqu’à la fermeture de Quayside",
  },
  troubles: "Tout n’a pas pu être interrogé",
  signIn: "Se connecter…",
  signOut: "Se déconnecter",
  signOutOf: (registry) => `Se déconnecter de ${registry}`,
  signedOut: (registry) => `Déconnecté de ${registry}`,
  signedIn: (registry, kept) => `Connecté à ${registry}. Gardé : ${kept}.`,
  untested: (registry, kept) =>
    `${registry} laisse entrer tout le monde : le mot de passe n’a pas pu être essayé. Gardé : ${kept}.`,
  dialog: "Se connecter à un registre",
  registry: "Registre",
  registryPlaceholder: "docker.io, ghcr.io, registre.example:5000",
  registryHint: "Vide pour Docker Hub.",
  user: "Nom d’utilisateur",
  password: "Mot de passe ou jeton d’accès",
  passwordHint: "Il est d’abord essayé auprès du registre, et gardé seulement si le registre l’accepte.",
  submit: "Se connecter",
  userMissing: "Saisissez un nom d’utilisateur.",
  wrong: "Le registre refuse ce nom et ce mot de passe",
  wrongRemedy:
    "Vérifiez l’un et l’autre. Si un second facteur est exigé, il faut un jeton d’accès à la place du mot de passe.",
  passwordMissing: "Saisissez un mot de passe ou un jeton.",
  keeping: {
    helper: (name) => `Il sera gardé par votre assistant d’identification, docker-credential-${name}.`,
    keyring: "Il sera gardé dans le trousseau du système.",
    memory:
      "Il n’y a ici ni assistant d’identification ni trousseau : il n’est gardé qu’en mémoire, jusqu’à la fermeture de Quayside.",
  },
  goesOn: "Ce qui était demandé reprend ensuite de lui-même.",
  tags: "Étiquettes du registre",
  tagsMore: (n) => `et ${n} de plus : continuez la saisie`,
  noTag: "Aucune étiquette du registre ne commence ainsi.",
  platforms: "L’image existe pour",
  askingRegistry: "Interrogation du registre…",
  search: (term, registry) => `Chercher « ${term} » sur ${registry ?? "Docker Hub"}`,
  unsearchable: "Ce registre n’offre pas de recherche. Tapez « : » après le nom pour voir ses étiquettes.",
  found: "Résultats",
  foundNone: "Rien n’a été trouvé.",
  official: "officielle",
  stars: (n) => countFr(n, "étoile"),
  hereAlready: "Une image de ce nom est déjà là.",
  compareBefore: "Comparer avant de télécharger…",
  preview: "Ce que changerait un téléchargement",
  upToDate: "C’est celle du registre. Un téléchargement ne changerait rien.",
  notHere: "Le moteur n’a pas d’image de ce nom.",
  otherPlatform: (platform) => `L’image présente n’est pas pour ${platform}.`,
  differs: "Le registre a une autre image pour cette étiquette.",
  digest: "Empreinte au registre",
  platform: "Plateforme",
  layers: (fetch, all, bytes) =>
    fetch === 0
      ? "Aucune couche à télécharger : toutes sont déjà là"
      : `${countFr(fetch, "couche")} sur ${all} à télécharger, ${bytes}`,
  layerHere: "déjà présente",
  layerFetch: "à télécharger",
  layersNote: {
    content:
      "Octets tels qu’ils sont transférés. Les couches qu’une image possède déjà ici ne sont pas téléchargées de nouveau.",
    digest:
      "Octets tels qu’ils sont transférés, au plus : ce moteur ne reconnaît une couche qu’à l’empreinte sous laquelle un registre l’a envoyée ou reçue. Ce qui a été construit ou chargé ici est téléchargé de nouveau.",
    repository:
      "Octets tels qu’ils sont transférés. Les couches que seules des images d’autres dépôts possèdent sont comptées comme à télécharger.",
  },
  parameters: "Paramètres qui diffèrent",
  sameParameters: "Aucun paramètre ne diffère.",
  here: "Sur le moteur",
  there: "Au registre",
  pull: "Télécharger",
  check: "Chercher des mises à jour",
  checkAll: (n) => `Chercher des mises à jour : ${countFr(n, "ligne")}`,
  checkSelected: (n) => `Chercher des mises à jour : ${number.fr(n)} sélectionnée${n < 2 ? "" : "s"}`,
  column: "Mise à jour",
  update: "mise à jour",
  updateHint: (when) => `Le registre a une autre image pour cette étiquette. Vérifié ${when}.`,
  checkedAt: (when) => `Vérifié ${when}`,
  states: {
    newer: "une autre image",
    upToDate: "à jour",
    local: "d’aucun registre",
    absent: "absente du registre",
    failed: "sans réponse",
  },
  perhapsPrivate: "Ou bien elle est privée : une connexion la montre alors.",
  notReached: "pas vérifiée",
  compare: "Comparer…",
  checked: (newer, same, local, absent, failed) =>
    [
      newer > 0 ? countFr(newer, "mise à jour", "mises à jour") : "Aucune mise à jour",
      same > 0 ? `${number.fr(same)} à jour` : "",
      local > 0 ? `${number.fr(local)} d’aucun registre` : "",
      absent > 0 ? `${countFr(absent, "absente")} du registre` : "",
      failed > 0 ? `${number.fr(failed)} sans réponse` : "",
    ]
      .filter(Boolean)
      .join(" · "),
};
