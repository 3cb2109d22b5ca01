/** Families of fonts, as CSS takes them. */

/** The family before others; these alone where it is empty. A name is anybody's: in quotes it is nothing but a name. */
export function familyList(family: string, others: string): string {
  if (!family) return others;
  const escaped = family.replace(/["\\]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, " ");
  return `"${escaped}", ${others}`;
}
