/** How long a session took, as a person reads it in the language in force. */
import type { LanguageCode } from "$/i18n/index.svelte";

/** Never breaks between a number and its unit. */
const NBSP = "\u00a0";

/** `0.5 s`, `12 s`, `3 min 20 s`, `1 h 2 min` */
export function duration(milliseconds: number, language: LanguageCode): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) {
    const written = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return `${written.format(seconds)}${NBSP}s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${NBSP}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${NBSP}min${NBSP}${whole % 60}${NBSP}s`;
  return `${Math.floor(minutes / 60)}${NBSP}h${NBSP}${minutes % 60}${NBSP}min`;
}
