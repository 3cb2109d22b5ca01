/** Buttons in a row or a column between which the arrow keys move. */

const FORWARD = new Set(["ArrowDown", "ArrowRight"]);
const BACK = new Set(["ArrowUp", "ArrowLeft"]);

/** For `keydown` of what holds the buttons; `leave` is for who goes back beyond the first. */
export function moveByArrows(event: KeyboardEvent, leave: () => void): void {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const to = FORWARD.has(event.key)
    ? buttons[at + 1]
    : BACK.has(event.key)
      ? buttons[at - 1]
      : { Home: buttons[0], End: buttons.at(-1) }[event.key];
  if (to) to.focus();
  else if (BACK.has(event.key) && at === 0) leave();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
