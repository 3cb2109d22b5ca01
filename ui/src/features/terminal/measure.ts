/** The size of a terminal that will share the dock and is not there yet. */
import type { TerminalSize } from "$/ipc/bindings";
import type { Direction } from "$/state/dock-layout.svelte";
import type { TerminalRegistry } from "./registry";

/** CSS pixels of the line above a terminal that shares the room. */
const PANE_HEAD = 25;

/** A session is on its way that will share the room with others, itself among their number. */
export interface Splitting {
  direction: Direction;
  panes: number;
}

/** All the room, or the part of it that the session will have. */
export async function measureIn(
  registry: TerminalRegistry,
  body: HTMLElement,
  splitting: Splitting | undefined,
): Promise<TerminalSize | undefined> {
  if (!splitting) return registry.measure(body);
  const part = document.createElement("div");
  const share = `${100 / splitting.panes}%`;
  part.style.cssText = `position:absolute;top:0;left:0;visibility:hidden;width:100%;height:100%`;
  part.style[splitting.direction === "row" ? "width" : "height"] = share;
  part.style.boxSizing = "border-box";
  part.style.paddingTop = `${PANE_HEAD}px`;
  const room = part.appendChild(document.createElement("div"));
  room.style.cssText = "position:relative;height:100%";
  body.append(part);
  try {
    return await registry.measure(room);
  } finally {
    part.remove();
  }
}
