/** A value of the overview: what it is called, how it is shown, what of it is taken along. */
import type { Said } from "$/ipc/bindings";

export interface Entry {
  /** Unique within the page. */
  id: string;
  label: string;
  /** The name is the image's own, not a word of ours. */
  named?: boolean;
  /** As the image's document has it: it may be masked, cut, and stands in a place of the document. */
  said: Said;
  /** A sentence of ours instead of the value: what is so because nothing else is said. */
  faint?: boolean;
  mono?: boolean;
  /** The heading says already what it is: the value stands alone. */
  bare?: boolean;
  hint?: string;
  /** As it is shown, where that is not the value. */
  shown?: string;
  /** What is copied of a value. */
  copied?: (value: string) => string;
}

export interface Section {
  id: string;
  title: string;
  entries: Entry[];
  /** Names and values beneath each other where there is less room. */
  stacked?: boolean;
}

/** Something that stands in no document, or whole as it is. */
export const plain = (text: string, pointer = ""): Said => ({ text, more: false, secret: "none", pointer });
