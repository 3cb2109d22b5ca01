/** A comparison as a JSON Patch, copied or saved: with masks first, and with the secrets where a person then says so. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import { visible } from "$/lib/text";
import type { OpenComparison } from "$/state/comparison.svelte";
import { toasts } from "$/state/toasts.svelte";

export async function copyPatch(comparison: OpenComparison, secrets = false): Promise<void> {
  const copied = await toasts.guard(
    comparison.patch(secrets).then(async (copy) => {
      await backend().clipboardWrite(copy.text);
      return copy;
    }),
  );
  if (copied) say(t().compare.patchCopied, copied.masked, () => void copyPatch(comparison, true));
}

export async function savePatch(comparison: OpenComparison, secrets = false): Promise<void> {
  const saved = await toasts.guard(comparison.save(secrets));
  if (saved) say(t().compare.patchSaved(visible(saved.path)), saved.masked, () => void savePatch(comparison, true));
}

function say(what: string, masked: number, again: () => void): void {
  if (masked === 0) toasts.done(what);
  else toasts.done(`${what} · ${t().compare.masked(masked)}`, { label: t().compare.withSecrets, run: again });
}
