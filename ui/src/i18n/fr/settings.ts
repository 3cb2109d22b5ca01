import type { Catalogue } from "../en";

export const settings: Catalogue["settings"] = {
  title: "Réglages",
  subtitle: "Appliqués et enregistrés à mesure",
  language: "Langue",
  languageText: "Celle de la fenêtre. Ce que dit le moteur reste tel quel.",
  languages: { system: "Système", en: "English", fr: "Français" },
  theme: "Thème",
  themeText: "Système suit le bureau, même quand il change.",
  themes: { system: "Système", light: "Clair", dark: "Sombre" },
  terminalFontSize: "Taille de police des terminaux",
  terminalFontSizeText: "En pixels, de 9 à 24.",
  smaller: "Plus petit",
  larger: "Plus grand",
  about: "À propos",
  version: "Version",
  licence: "Licence",
  licenceName: "Licence Apache 2.0",
  engine: "Moteur",
  aboutText: "Les images de conteneurs, en clair : une image est un système de fichiers assorti de paramètres.",
  saveFailed: "Les réglages n’ont pas pu être enregistrés",
};
