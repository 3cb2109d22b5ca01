/** The registries that a person is signed in to. Passwords are typed here and never come back. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { Means, SignInReport } from "$/ipc/bindings";
import { visible } from "$/lib/text";
import { Resource } from "./resource.svelte";
import { toasts } from "./toasts.svelte";

export const signIns = new Resource(() => backend().registriesList());

export async function signIn(registry: string, username: string, secret: string): Promise<SignInReport> {
  const report = await backend().registrySignIn(registry, username, secret);
  const name = visible(report.registry);
  const kept = meansWords(report.means);
  toasts.done(report.untested ? t().registry.untested(name, kept) : t().registry.signedIn(name, kept));
  void signIns.refresh();
  return report;
}

export async function signOut(registry: string, means: Means): Promise<void> {
  await toasts.guard(
    backend()
      .registrySignOut(registry, means)
      .then(() => toasts.done(t().registry.signedOut(visible(registry)))),
  );
  await signIns.refresh();
}

/** Where credentials are, in words. */
export function meansWords(means: Means): string {
  const words = t().registry.means;
  switch (means.kind) {
    case "helper":
      return words.helper(visible(means.name));
    case "dockerConfig":
      return words.dockerConfig(visible(means.path));
    case "podmanAuth":
      return words.podmanAuth(visible(means.path));
    default:
      return words[means.kind];
  }
}
