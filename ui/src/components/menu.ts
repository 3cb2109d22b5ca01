/** What a menu is made of. */
import type { IconName } from "./icons";

/** An element, or a point dressed as one. */
export type MenuAnchor = HTMLElement | { getBoundingClientRect(): DOMRect };

export type MenuItem =
  | { kind: "separator"; id?: string }
  | {
      kind?: "item";
      id: string;
      label: string;
      icon?: IconName;
      keys?: string;
      /** The tone of a dot before the label (`.dot` in `base.css`). */
      dot?: string;
      /** Beside the label, in small. */
      note?: string;
      /** Of a list of places: where one is. The menu begins there. */
      current?: boolean;
      danger?: boolean;
      disabled?: boolean;
      /** Shown on hover: why it is disabled, for one. */
      title?: string;
      testid?: string;
      onselect: () => void;
    };

export const separator: MenuItem = { kind: "separator" };

/** Whether this went to the button that opened a panel: its click is about to close it, and would open it again. */
export function isToggle(event: Event, anchor: MenuAnchor | null): boolean {
  return (
    anchor instanceof HTMLElement &&
    anchor.getAttribute("aria-expanded") === "true" &&
    event.target instanceof Node &&
    anchor.contains(event.target)
  );
}

/** The place of the pointer as an anchor. */
export function pointAnchor(x: number, y: number): MenuAnchor {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}
