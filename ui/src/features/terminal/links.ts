/** Addresses in what programs print: which there are, and which may be opened. Pure. */

/** As the links addon finds them: up to what seldom ends one. */
export const ADDRESS = /https?:\/\/[^\s"'!*(){}|\\^<>`]*[^\s"':,.!?{}|\\^~[\]`()<>]/gi;

/** Addresses are offered to this number. */
export const MOST_LINKS = 30;

/** Each once, in the order in which they stand. */
export const addressesIn = (text: string): string[] => [...new Set(text.match(ADDRESS) ?? [])];

/** The address of a web page, which alone is opened: where it leads, as a browser reads it. */
export function webPage(address: string): { host: string; whole: string } | null {
  try {
    const { protocol, host, href } = new URL(address);
    return (protocol === "http:" || protocol === "https:") && host ? { host, whole: href } : null;
  } catch {
    return null;
  }
}
