/** Short messages about what happened elsewhere. Good news goes by itself, faults stay until they are closed. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { CommandError } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { present } from "$/ipc/presentation";

/** Milliseconds: time to read one line twice. */
const STAYS = 5000;
/** More than these are not read; the oldest goes. */
const AT_MOST = 4;

export interface Toast {
  id: number;
  tone: "ok" | "bad" | "info";
  title: string;
  text?: string;
  words?: string | null;
  action?: { label: string; run: () => void };
}

let list = $state.raw<Toast[]>([]);
let next = 1;

export const toasts = {
  get list(): Toast[] {
    return list;
  },
  done: (title: string, action?: Toast["action"]) => add({ tone: "ok", title, ...(action && { action }) }),
  /** Neither good nor bad: what is otherwise than was asked for. */
  info: (title: string) => add({ tone: "info", title }),
  /** What a person has to know of, and that no error says. */
  warn: (title: string, text: string) => add({ tone: "bad", title, text }),
  fault,
  close,
  /** For a promise nobody waits for: its failure is said. */
  guard<T>(work: Promise<T>, title?: string): Promise<T | undefined> {
    return work.catch((thrown: unknown) => {
      fault(toCommandError(thrown), title);
      return undefined;
    });
  },
};

function fault(error: CommandError, title?: string, action?: Toast["action"]): void {
  const shown = present(error);
  const text = title ? `${shown.title}. ${shown.remedy}` : shown.remedy;
  add({ tone: "bad", title: title ?? shown.title, text, words: shown.words, ...(action && { action }) });
}

function add(toast: Omit<Toast, "id">): void {
  const same = list.find(
    ({ tone, title, words }) => tone === toast.tone && title === toast.title && words === toast.words,
  );
  if (same) close(same.id);
  const id = next++;
  list = [...list, { ...toast, id }].slice(-AT_MOST);
  if (toast.tone !== "bad") setTimeout(() => close(id), STAYS);
}

function close(id: number): void {
  list = list.filter((toast) => toast.id !== id);
}

/** Copies through the shell, which works without a gesture, and says so. */
export async function copyText(text: string): Promise<void> {
  await toasts.guard(
    backend()
      .clipboardWrite(text)
      .then(() => toasts.done(t().common.copied)),
  );
}
