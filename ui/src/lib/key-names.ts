/** Keys as `--detach-keys` spells them, as a keyboard has them: `ctrl-p,ctrl-q` is `Ctrl+P Ctrl+Q`. */
export function keyNames(spelled: string): string {
  return spelled
    .split(",")
    .map((key) => (key.startsWith("ctrl-") ? `Ctrl+${key.slice(5).toUpperCase()}` : key))
    .join(" ");
}

/** What each of them sends, one after the other. */
export function keyCodes(spelled: string): string[] {
  return spelled
    .split(",")
    .map((key) =>
      key.startsWith("ctrl-") ? String.fromCharCode(key.slice(5).toUpperCase().charCodeAt(0) & 0x1f) : key,
    );
}
