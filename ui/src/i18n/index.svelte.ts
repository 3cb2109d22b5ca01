/**
 * Every sentence that a person reads, in every language. A catalogue is a plain object per part of the window; a
 * sentence with parameters is a function. `t()` is the catalogue of the language in force; reading it in a component
 * subscribes the component to the language.
 */
import { en, type Catalogue } from "./en";
import { fr } from "./fr";

export type LanguageCode = "en" | "fr";

export const catalogues: Record<LanguageCode, Catalogue> = { en, fr };

let language = $state<LanguageCode>("en");

export function t(): Catalogue {
  return catalogues[language];
}

/** Keys as they are written on a keyboard: `Ctrl+Shift+Esc`, in French `Ctrl+Maj+Échap`. */
export function keyCaps(keys: string): string {
  const caps = t().keyCaps;
  return keys.replace(/[A-Za-z]{2,}/g, (name) => caps[name] ?? name);
}

export function languageInForce(): LanguageCode {
  return language;
}

/** `choice` is the setting, `locale` the system's (BCP 47). */
export function setLanguage(choice: "system" | LanguageCode, locale: string): void {
  language = choice === "system" ? (locale.toLowerCase().startsWith("fr") ? "fr" : "en") : choice;
  document.documentElement.lang = language;
}
