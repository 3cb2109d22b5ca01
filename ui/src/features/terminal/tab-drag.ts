/** A tab that is dragged: its neighbours make room as the pointer passes their middle. */

/** CSS pixels that a pointer moves before a click is a drag. */
const SLACK = 6;

/**
 * Follows the pointer from this press on. `list` holds the tabs as elements in their order; `move` puts the tab to another
 * place, after which the list is in the new order.
 */
export function dragTab(press: PointerEvent, list: HTMLElement, move: (to: number) => void): void {
  const tab = (press.currentTarget as HTMLElement).closest<HTMLElement>("[data-tab]");
  if (press.button !== 0 || !tab) return;
  let dragging = false;
  const follow = (event: PointerEvent) => {
    dragging ||= Math.abs(event.clientX - press.clientX) > SLACK;
    if (!dragging) return;
    tab.classList.add("dragged");
    const tabs = [...list.querySelectorAll<HTMLElement>("[data-tab]")];
    const others = tabs.filter((other) => other !== tab);
    const middle = (other: HTMLElement) => other.getBoundingClientRect().left + other.offsetWidth / 2;
    const to = others.filter((other) => middle(other) < event.clientX).length;
    if (to !== tabs.indexOf(tab)) move(to);
  };
  const end = () => {
    tab.classList.remove("dragged");
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
  };
  addEventListener("pointermove", follow);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}
