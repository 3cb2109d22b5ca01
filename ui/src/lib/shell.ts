/** Command lines as a person would type them into a POSIX shell. */

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Quoted where a shell would take a word apart or change it. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export function words(argv: readonly string[]): string {
  return argv.map(quoted).join(" ");
}
