import type { Catalogue } from "../en";

export const errors: Catalogue["errors"] = {
  engineUnreachable: {
    title: "Aucun moteur ne répond",
    remedy: "Rien n’écoute à l’adresse du moteur. Démarrez Docker ou Podman, ou choisissez un autre moteur.",
  },
  engineForbidden: {
    title: "Le moteur est là, mais cet utilisateur n’y a pas accès",
    remedy:
      "Ajoutez l’utilisateur au groupe de la socket (docker le plus souvent) et rouvrez la session, ou choisissez un autre moteur.",
  },
  endpointInvalid: {
    title: "L’adresse du moteur est inutilisable",
    remedy: "Vérifiez DOCKER_HOST ou le contexte Docker : le schéma, l’hôte et les fichiers TLS désignés.",
  },
  engineLost: {
    title: "Le moteur a cessé de répondre",
    remedy: "La connexion s’est rompue en chemin. Quayside se reconnecte dès que le moteur revient.",
  },
  engineNotInUse: {
    title: "Un autre moteur est utilisé",
    remedy: "Ce dont il s’agit est sur le moteur nommé ci-dessous. Choisissez celui-ci, puis réessayez.",
  },
  embeddedEngineUnavailable: {
    title: "Aucun moteur ne peut être démarré ici",
    remedy: "Installez Docker ou Podman avec le gestionnaire de paquets du système, puis réessayez.",
  },
  imageNotFound: {
    title: "L’image n’est pas sur le moteur",
    remedy: "Elle a pu être supprimée entre-temps. Téléchargez-la pour l’avoir de nouveau.",
  },
  containerNotFound: {
    title: "Le conteneur n’existe plus",
    remedy: "Il a été supprimé entre-temps. La liste montre ce qui existe maintenant.",
  },
  imageInUse: {
    title: "L’image est utilisée",
    remedy: "Un conteneur en est issu, ou un autre nom la désigne. Supprimez-le d’abord, ou forcez.",
  },
  lastName: {
    title: "C’est le dernier nom de l’image",
    remedy: "Sans lui, l’image elle-même disparaîtrait. Donnez-lui d’abord un autre nom, ou supprimez l’image.",
  },
  imageChanged: {
    title: "L’image a changé entre-temps",
    remedy:
      "Elle a reçu d’autres noms ou d’autres conteneurs depuis que vous avez accepté sa suppression. Rien ne lui a été fait : regardez de nouveau, puis décidez.",
  },
  containerRunning: {
    title: "Le conteneur est en cours d’exécution",
    remedy: "Arrêtez-le d’abord, ou forcez sa suppression.",
  },
  containerNotRunning: {
    title: "Le conteneur n’est pas en cours d’exécution",
    remedy: "Démarrez-le, puis ouvrez-y un shell.",
  },
  nameInUse: {
    title: "Un autre conteneur porte ce nom",
    remedy: "Choisissez un autre nom, ou supprimez le conteneur qui le porte.",
  },
  portInUse: {
    title: "Un port est déjà pris",
    remedy: "Publiez sur un autre port de l’hôte, ou arrêtez ce qui occupe celui-ci.",
  },
  commandNotFound: {
    title: "La commande n’est pas dans l’image",
    remedy: "Choisissez une autre commande ; /bin/sh existe dans la plupart des images.",
  },
  noShell: {
    title: "Ce conteneur n’a pas de shell",
    remedy:
      "Son image ne contient que ce qu’elle exécute. Rattachez-vous à son processus principal, lisez ses journaux ou exportez ses fichiers\u202f; «\u00a0Ouvrir un shell…\u00a0» lance un autre programme de l’image.",
  },
  stillRuns: {
    title: "Ce qui tournait avant tourne peut-être encore",
    remedy:
      "Arrêtez-le d’abord dans son conteneur, puis réessayez\u202f; ou ouvrez un nouveau shell avec la même commande pour exécuter les deux.",
  },
  logsUnavailable: {
    title: "Ce conteneur ne garde pas de journal",
    remedy:
      "Son pilote de journalisation envoie les lignes ailleurs, ou nulle part. Créez le conteneur avec un autre pilote, par exemple json-file ou local.",
  },
  logGone: {
    title: "Ce qui est affiché de ce journal ne peut pas être relu",
    remedy: "Un de ses conteneurs a été supprimé. Ce qu’il a affiché reste ici jusqu’à la fermeture de l’onglet.",
  },
  logDamaged: {
    title: "Le moteur ne peut pas lire tout ce journal",
    remedy:
      "Son fichier est endommagé, comme après une coupure de courant. Ce qui est lisible est là. Recréez le conteneur, et son journal recommencera.",
  },
  registryUnreachable: {
    title: "Le registre est injoignable",
    remedy: "Vérifiez le réseau, le proxy du moteur et le nom du registre, puis réessayez.",
  },
  registryCertificate: {
    title: "Le certificat du registre n’est pas reconnu",
    remedy: "Donnez au moteur l’autorité de certification du registre (/etc/docker/certs.d), puis réessayez.",
  },
  repositoryNotFound: {
    title: "Ce dépôt n’existe pas",
    remedy:
      "Vérifiez son nom. S’il est privé, connectez-vous à son registre : ce qui était demandé reprend alors de lui-même.",
  },
  tagNotFound: {
    title: "Le dépôt n’a pas cette étiquette",
    remedy: "Vérifiez l’étiquette ; la page du dépôt en donne la liste.",
  },
  registryUnauthorized: {
    title: "Le registre demande une connexion",
    remedy: "Connectez-vous : ce qui était demandé reprend alors de lui-même.",
  },
  credentialsUnavailable: {
    title: "Les identifiants ne peuvent être ni lus ni gardés",
    remedy:
      "Le programme, le trousseau ou le fichier qui les garde en dit la raison ci-dessous. Corrigez, puis réessayez.",
  },
  registryFailed: {
    title: "Le registre répond par une erreur",
    remedy: "Elle est peut-être passagère. Les mots du registre sont ci-dessous\u202f; réessayez dans un moment.",
  },
  rateLimited: {
    title: "La limite de téléchargements du registre est atteinte",
    remedy: "Attendez qu’elle soit levée, ou connectez-vous au registre pour une limite plus haute.",
  },
  platformNotFound: {
    title: "L’image n’existe pas pour cette plateforme",
    remedy: "Choisissez une plateforme que l’image propose, ou une autre étiquette.",
  },
  platformsMissing: {
    title: "L’image n’est pas là tout entière",
    remedy: "Elle existe pour plusieurs plateformes. Téléchargez celles qui manquent, puis envoyez-la de nouveau.",
  },
  noSpace: {
    title: "Le disque du moteur est plein",
    remedy: "Nettoyez les images inutilisées, ou supprimez des conteneurs, puis réessayez.",
  },
  invalidReference: {
    title: "Ce n’est pas une référence d’image",
    remedy: "Écrivez-la sous la forme [registre/]dépôt[:étiquette].",
  },
  invalidInput: {
    title: "Une saisie n’est pas comprise",
    remedy: "Les mots du moteur, ci-dessous, disent laquelle. Corrigez-la et réessayez.",
  },
  notFound: {
    title: "L’objet n’existe plus",
    remedy: "Il a été supprimé entre-temps. La liste montre ce qui existe maintenant.",
  },
  sessionGone: {
    title: "La session est terminée",
    remedy: "Ouvrez-en une nouvelle.",
  },
  cancelled: {
    title: "Arrêté",
    remedy: "L’arrêt a été demandé. Relancez quand vous voulez.",
  },
  timedOut: {
    title: "Le moteur n’a pas répondu à temps",
    remedy: "Il est peut-être occupé. Attendez un instant et réessayez.",
  },
  settingsUnavailable: {
    title: "Les réglages ne peuvent être ni lus ni écrits",
    remedy: "Vérifiez que le dossier de configuration de cet utilisateur est accessible en écriture.",
  },
  clipboardUnavailable: {
    title: "Le presse-papiers est inutilisable",
    remedy: "Réessayez. Un autre programme le retient peut-être, ou le bureau n’en fournit pas.",
  },
  fileUnavailable: {
    title: "Le fichier ne peut être ni lu ni écrit",
    remedy: "Vérifiez ses droits et la place sur le disque, ou choisissez un autre emplacement.",
  },
  fileNameUnreadable: {
    title: "Le nom du fichier n’est pas du texte",
    remedy:
      "Ce nom, ou celui d’un dossier qui y mène, n’est pas écrit en UTF-8. Renommez-le, ou choisissez un autre emplacement.",
  },
  diskFull: {
    title: "Il n’y a pas la place pour ce fichier",
    remedy: "Libérez de la place sur ce disque, puis réessayez ; ou choisissez un emplacement sur un autre.",
  },
  notAnArchive: {
    title: "Le fichier ne contient aucune image",
    remedy: "Choisissez un fichier écrit par docker save, podman save ou Quayside : un tar, compressé ou non.",
  },
  archiveOfFiles: {
    title: "L’archive contient des fichiers, pas d’images",
    remedy: "Elle peut être importée : une image est alors faite de ces fichiers.",
  },
  browserUnavailable: {
    title: "Aucun navigateur web ne s’est ouvert",
    remedy: "Copiez l’adresse et ouvrez-la vous-même dans un navigateur.",
  },
  engineRefused: {
    title: "Le moteur a refusé",
    remedy: "Ses propres mots disent pourquoi.",
  },
  internal: {
    title: "Un défaut de Quayside",
    remedy: "Réessayez ; si cela se répète, signalez-le avec les mots ci-dessous.",
  },
};
