/** Says how a pull ended that nobody was watching: its dialog closed, its tab not in front. */
import { t } from "$/i18n/index.svelte";
import type { SessionId, SessionInfo } from "$/ipc/bindings";
import { visible } from "$/lib/text";
import { runReference } from "$/state/actions";
import { dialogs } from "$/state/dialogs.svelte";
import { dock } from "$/state/dock.svelte";
import { sessions } from "$/state/sessions.svelte";
import { toasts } from "$/state/toasts.svelte";

/** Call while a component is being created. */
export function announcePulls(): void {
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  const working = new Set<SessionId>();
  $effect(() => {
    for (const info of sessions.list) {
      if (info.kind !== "pull") continue;
      const { at } = info.phase;
      if (at === "queued" || at === "pulling") working.add(info.id);
      else if (working.delete(info.id)) announce(info);
    }
  });
}

function announce(info: SessionInfo): void {
  const watched = dialogs.current?.kind === "pull" || (!dock.collapsed && sessions.activeId === info.id);
  if (watched) return;
  const name = visible(info.image);
  const words = t().pull;
  if (info.phase.at === "pulled")
    toasts.done(words.doneToast(name), { label: words.run, run: () => runReference(info.image) });
  if (info.phase.at === "failed") toasts.fault(info.phase.error, words.failedToast(name));
}
