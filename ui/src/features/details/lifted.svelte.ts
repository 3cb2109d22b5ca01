/** Values of one image that are shown whole, or with their secrets: asked for when a person wants them, forgotten with the page. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { Said } from "$/ipc/bindings";
import { copyText, toasts } from "$/state/toasts.svelte";
import type { Entry } from "./entries";

interface Lifted {
  text: string;
  shown: boolean;
}

export class LiftedValues {
  readonly #reference: string;
  #lifted = $state.raw<Readonly<Record<string, Lifted>>>({});

  constructor(reference: string) {
    this.#reference = reference;
  }

  /** What is shown of a value. */
  text({ text, pointer }: Said): string {
    return this.#lifted[pointer]?.text ?? text;
  }

  /** It is cut: there is more to show. */
  cut({ more, pointer }: Said): boolean {
    return more && !this.#lifted[pointer];
  }

  isShown({ pointer }: Said): boolean {
    return this.#lifted[pointer]?.shown ?? false;
  }

  /** The whole value; a secret with its mask, unless that is lifted already. */
  async expand(said: Said): Promise<void> {
    await this.#ask(said, this.isShown(said));
  }

  async reveal(said: Said): Promise<void> {
    if (this.isShown(said)) this.fold(said);
    else await this.#ask(said, true);
  }

  fold({ pointer }: Said): void {
    this.#lifted = Object.fromEntries(Object.entries(this.#lifted).filter(([other]) => other !== pointer));
  }

  async #ask(said: Said, shown: boolean): Promise<void> {
    const text = await toasts.guard(backend().imageValue(this.#reference, said.pointer, shown));
    if (text !== undefined) this.#lifted = { ...this.#lifted, [said.pointer]: { text, shown } };
  }

  /** Copies values line by line (or with something else between them), whole, with masks; then offers the secrets. */
  async copy(entries: readonly Entry[], { between = "\n", secrets = false } = {}): Promise<void> {
    const lines: string[] = [];
    let masked = 0;
    for (const entry of entries) {
      const text = await toasts.guard(this.#whole(entry.said, secrets));
      if (text === undefined) return;
      if (entry.said.secret !== "none" && !secrets && !this.isShown(entry.said)) masked += 1;
      lines.push(entry.copied?.(text) ?? text);
    }
    const text = lines.join(between);
    if (masked === 0) return copyText(text);
    const words = t().overview;
    const written = await toasts.guard(
      backend()
        .clipboardWrite(text)
        .then(() => true),
    );
    const run = () => void this.copy(entries, { between, secrets: true });
    if (written) toasts.done(words.masked(masked), { label: words.withSecret, run });
  }

  async #whole(said: Said, secrets: boolean): Promise<string> {
    const shown = secrets || this.isShown(said);
    if (said.more || (shown && said.secret !== "none"))
      return backend().imageValue(this.#reference, said.pointer, shown);
    return said.text;
  }
}
