/**
 * What a person does with what is in a terminal, and what its program asks for that reaches beyond it: copy and paste, find,
 * clear, save, links, the clipboard, the bell. Who has the keyboard and which terminal is shown is the dock's.
 */
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { SessionId, SessionInfo, Transcript } from "$/ipc/bindings";
import { humanSize } from "$/lib/format";
import { keyCodes } from "$/lib/key-names";
import { visible } from "$/lib/text";
import { soundBell } from "$/state/bell";
import { clipboardChoices, type ClipboardChoice } from "$/state/clipboard-choices.svelte";
import { isListening } from "$/state/session-phase";
import { sessions } from "$/state/sessions.svelte";
import { settings } from "$/state/settings.svelte";
import { toasts } from "$/state/toasts.svelte";
import { Finding } from "./finding.svelte";
import { Pasting } from "./pasting.svelte";
import type { SessionTerminal } from "./session-terminal";

/** What a program wants to put on the clipboard. */
export interface Wanted {
  text: string;
  /** Asked about at the lower edge: the program writes in the upper half. */
  low: boolean;
  /** It wants another by now, which is asked about next. */
  more?: boolean;
}

export type ClipboardAnswer = ClipboardChoice | "once" | "not";

export class TerminalActs {
  readonly pasting: Pasting;
  readonly finding: Finding;
  /** Sessions out of sight whose program rang the bell or asks for something. */
  readonly rung = new SvelteSet<SessionId>();
  /** Addresses that a person is asked about. */
  links = $state.raw<{ id: SessionId; addresses: readonly string[] } | null>(null);
  /** What programs want to put on the clipboard, as it is asked about: nothing else takes its place before an answer. */
  readonly #wanted = new SvelteMap<SessionId, Wanted>();
  /** What has been wanted since; of each session the last. */
  readonly #wantedSince = new SvelteMap<SessionId, Wanted>();
  /** The last bell was not heard. */
  #silent = false;
  #saidSilent = false;
  readonly #terminal: (id: SessionId) => SessionTerminal | undefined;
  readonly #isShown: (id: SessionId) => boolean;

  constructor(terminal: (id: SessionId) => SessionTerminal | undefined, isShown: (id: SessionId) => boolean) {
    this.#terminal = terminal;
    this.#isShown = isShown;
    this.pasting = new Pasting(terminal);
    this.finding = new Finding(terminal);
  }

  /** What is refused is said in the session's own pane. */
  async attempt(id: SessionId, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (thrown) {
      sessions.report(id, thrown);
      return false;
    }
  }

  /** The same for what reaches the clipboard: once that goes well, it is not unavailable any more. */
  async #withClipboard(id: SessionId, act: () => Promise<unknown>): Promise<void> {
    if (!(await this.attempt(id, act))) return;
    const fault = sessions.fault(id);
    if (fault?.kind === "action" && fault.error.code === "clipboardUnavailable") sessions.dismissFault(id);
  }

  copy(id: SessionId): void {
    const text = this.#terminal(id)?.term.getSelection();
    if (text) void this.#withClipboard(id, () => backend().clipboardWrite(text));
  }

  paste(id: SessionId, read = backend().clipboardRead): void {
    const info = sessions.list.find((session) => session.id === id);
    if (!info || !isListening(info)) return;
    const offer = async () => {
      const text = await read();
      return () => this.pasting.offer(id, text);
    };
    void this.#withClipboard(id, () => sessions.paste(id, offer));
  }

  /** The middle button. */
  pasteSelection(id: SessionId): void {
    if (settings.current.terminalMiddleClickPastes) this.paste(id, backend().selectionRead);
  }

  /** The pointer has selected something. */
  selected(id: SessionId): void {
    if (settings.current.terminalCopyOnSelect) this.copy(id);
  }

  selectAll(id: SessionId): void {
    this.#terminal(id)?.term.selectAll();
  }

  /** A full-screen program has nothing above its screen, and the screen is its own. */
  clear(id: SessionId): void {
    if (this.#terminal(id)?.term.buffer.active.type === "normal")
      void this.attempt(id, () => backend().sessionClear(id));
  }

  save(id: SessionId, transcript: Transcript): void {
    void this.attempt(id, async () => {
      const saved = await backend().sessionSave(id, transcript);
      if (!saved) return;
      const words = t().terminal;
      const path = visible(saved.path);
      toasts.done(saved.dropped > 0 ? words.savedInPart(path, humanSize(saved.dropped)) : words.saved(path));
    });
  }

  /** Types the keys that leave it. */
  detach({ id, detachKeys }: SessionInfo): void {
    sessions.keys(id, keyCodes(detachKeys));
  }

  rang(id: SessionId): void {
    const how = settings.current.terminalBell;
    if (how === "none") return;
    if (!this.#isShown(id)) this.rung.add(id);
    if (how === "sound") void this.#sound(id);
    else this.#flash(id);
  }

  async #sound(id: SessionId): Promise<void> {
    // That it can't be heard is found out late. Where it was so the last time, nobody waits for it again.
    if (this.#silent) this.#flash(id);
    const isHeard = await soundBell();
    if (!isHeard && !this.#silent) this.#flash(id);
    this.#silent = !isHeard;
    // Once: it is so for every bell.
    if (isHeard || this.#saidSilent) return;
    toasts.info(t().terminal.silentBell);
    this.#saidSilent = true;
  }

  #flash(id: SessionId): void {
    if (this.#isShown(id)) this.#terminal(id)?.flash();
  }

  seen(id: SessionId): void {
    this.rung.delete(id);
  }

  askAboutLinks(id: SessionId, addresses: readonly string[]): void {
    if (addresses.length > 0) this.links = { id, addresses };
  }

  openLink(id: SessionId, address: string): void {
    this.links = null;
    void this.attempt(id, () => backend().linkOpen(address));
  }

  copyLink(id: SessionId, address: string): void {
    this.links = null;
    void this.#withClipboard(id, () => backend().clipboardWrite(address));
  }

  /** What the program of this session wants to put on the clipboard, and has not been answered. */
  wanted(id: SessionId): Wanted | undefined {
    const wanted = this.#wanted.get(id);
    return wanted && { ...wanted, more: this.#wantedSince.has(id) };
  }

  wantClipboard(id: SessionId, text: string): void {
    const chosen = this.clipboardChoice(id);
    if (chosen === "never") return;
    if (chosen === "always") return void this.#withClipboard(id, () => backend().clipboardWrite(text));
    const term = this.#terminal(id)?.term;
    const wanted = { text, low: !!term && term.buffer.active.cursorY < term.rows / 2 };
    const asked = this.#wanted.get(id);
    if (!asked) this.#wanted.set(id, wanted);
    else if (asked.text === text) this.#wantedSince.delete(id);
    else this.#wantedSince.set(id, wanted);
    if (!this.#isShown(id)) this.rung.add(id);
  }

  /** An answer is about what was shown. What has been wanted since is asked about next, or is allowed with it. */
  answerClipboard(id: SessionId, how: ClipboardAnswer): void {
    const asked = this.#wanted.get(id);
    const since = this.#wantedSince.get(id);
    this.#wanted.delete(id);
    this.#wantedSince.delete(id);
    if (how === "always" || how === "never") clipboardChoices.choose(id, how, connectionOf(id));
    else if (since) this.#wanted.set(id, since);
    const allowed: (Wanted | undefined)[] = { once: [asked], always: [asked, since], not: [], never: [] }[how];
    const texts = allowed.flatMap((wanted) => wanted?.text ?? []);
    if (texts.length === 0) return;
    void this.#withClipboard(id, async () => {
      for (const text of texts) await backend().clipboardWrite(text);
    });
  }

  /** Of sessions that were closed nothing is asked any more, and nothing kept. */
  keep(list: readonly SessionInfo[]): void {
    for (const kept of [this.#wanted, this.#wantedSince, this.rung])
      for (const id of [...kept.keys()]) if (list.every((info) => info.id !== id)) kept.delete(id);
  }

  clipboardChoice(id: SessionId): ClipboardChoice | undefined {
    return clipboardChoices.of(id, connectionOf(id));
  }

  /** A person is asked again from now on. */
  askAboutClipboard(id: SessionId): void {
    clipboardChoices.forget(id);
  }
}

const connectionOf = (id: SessionId) => sessions.list.find((session) => session.id === id)?.connection ?? 0;
