/** What is written on keys. */
export const keyCaps: Readonly<Record<string, string>> = {
  Shift: "Shift",
  Esc: "Esc",
  Enter: "Enter",
  Space: "Space",
  Delete: "Delete",
  Home: "Home",
  End: "End",
  PgUp: "PgUp",
  PgDn: "PgDn",
};
