/** Number and word in agreement, and numbers as each language groups their digits. */

const english = new Intl.NumberFormat("en-US");
const french = new Intl.NumberFormat("fr-FR");

export const number = { en: (n: number) => english.format(n), fr: (n: number) => french.format(n) };

/** English: one of a thing is singular, everything else plural. */
export function countEn(n: number, one: string, many = `${one}s`): string {
  return `${number.en(n)} ${n === 1 ? one : many}`;
}

/** French: none and one are singular. */
export function countFr(n: number, one: string, many = `${one}s`): string {
  return `${number.fr(n)} ${n < 2 ? one : many}`;
}
