/**
 * The letter of a key, in lower case, or its name. Where a layout has another alphabet it is the letter that a Latin keyboard
 * has at that place: who writes in Greek or Russian presses the same key for Ctrl+C.
 */
export function latinLetter({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  const isOther = key.length === 1 && /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key);
  return (place && isOther ? place : key).toLowerCase();
}
