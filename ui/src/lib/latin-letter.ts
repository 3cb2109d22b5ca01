/**
 * The letter of a key, in lower case, or its name. Where a layout has another alphabet it is the letter that a Latin keyboard
 * has at that place: who writes in Greek or Russian presses the same key for Ctrl+C.
 */
export function latinLetter({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return (place && key.length === 1 && key > "\x7f" ? place : key).toLowerCase();
}
