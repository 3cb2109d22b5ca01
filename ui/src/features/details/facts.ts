/** A name and its values, as the overview lists them. */
export interface Fact {
  name: string;
  values: readonly string[];
  mono?: boolean;
  /** Shown where there is no value. */
  absent?: string;
  hint?: string;
  /** What is copied; without it, the values line by line. */
  copied?: string;
}
