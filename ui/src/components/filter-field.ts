/** What a field with a small language offers. */

export interface FieldChoice {
  id: string;
  label: string;
  /** What it is, or how often it occurs. */
  note?: string;
  /** The text with it, and where the caret goes. */
  take: () => { text: string; caret: number };
}
