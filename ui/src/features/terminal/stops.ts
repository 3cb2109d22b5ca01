/** What the keyboard can reach beside a terminal: a program takes Tab for itself, and so another key leads on from there. */

const STOPS = "a[href], button, input, select, textarea, [tabindex]";

/** Whether Tab would stop there. */
function isStop(element: HTMLElement): boolean {
  if (element.tabIndex < 0 || element.matches(":disabled") || element.closest("[inert]")) return false;
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}

/** Gives the keyboard to what follows an element in the window, or to what stands before it; behind the last to the first. */
export function goOn(from: Element, forward: boolean): void {
  const stops = [...document.querySelectorAll<HTMLElement>(STOPS)].filter(
    (stop) => !from.contains(stop) && isStop(stop),
  );
  const side = forward ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const beside = stops.filter((stop) => from.compareDocumentPosition(stop) & side);
  (forward ? (beside[0] ?? stops[0]) : (beside.at(-1) ?? stops.at(-1)))?.focus();
}
