/** Whether terminals are drawn with WebGL: a setting, and what came of it. */
import { t } from "$/i18n/index.svelte";
import { settings } from "./settings.svelte";
import { toasts } from "./toasts.svelte";

/** There is none on this machine, or it was taken away while it drew. */
export type DrawingFault = "unavailable" | "lost";

let fault = $state<DrawingFault | null>(null);

export const terminalDrawing = {
  /** It is asked for, and nothing was wrong with it. */
  get webgl(): boolean {
    return settings.current.terminalWebgl && fault === null;
  },
  /** Why it is not used though it was asked for. */
  get fault(): DrawingFault | null {
    return settings.current.terminalWebgl ? fault : null;
  },
  /** All terminals do without it until a person asks for it again. */
  fail(why: DrawingFault): void {
    if (fault !== null) return;
    fault = why;
    toasts.info(t().terminal.webgl[why]);
  },
  choose(terminalWebgl: boolean): void {
    fault = null;
    settings.change({ terminalWebgl });
  },
};
