/** What a field with choices offers. */
import type { IconName } from "./icons";

export interface Choice {
  id: string;
  label: string;
  /** Beside the label: what it is. */
  note?: string;
  icon?: IconName;
  mono?: boolean;
  /** The label is set in these families. */
  families?: string;
  /** What the field holds when this is completed. */
  completes?: string;
  /** Choices of one group stand together, under its name. */
  group?: string;
  onchoose: () => void;
}
