/**
 * OSC 52: what a program wants to put on the clipboard. Programs that ask what is on it get no answer, whoever they are.
 */

/** Characters of Base64, some 3 MB of text: who copies more has a file. */
const LONGEST = 4 * 1024 * 1024;

/** The text of `c;BASE64`; null where nothing is to be put there, or too much. */
export function clipboardWrite(payload: string): string | null {
  const data = payload.slice(payload.indexOf(";") + 1);
  if (!payload.includes(";") || data === "?" || data.length > LONGEST) return null;
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes) || null;
  } catch {
    return null;
  }
}
