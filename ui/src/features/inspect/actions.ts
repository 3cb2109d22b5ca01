/** What a person takes from a document: copies, files, prints, columns, comparisons. What went wrong is a toast. */
import { languageInForce, t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { Copied, Moment, Place, Saved, Settings, Source } from "$/ipc/bindings";
import { visible } from "$/lib/text";
import { inspectTabs } from "$/state/inspect.svelte";
import { settings } from "$/state/settings.svelte";
import { copyText, toasts } from "$/state/toasts.svelte";
import type { OpenDocument } from "./open-document.svelte";
import { printSheet } from "./print";

/** Columns that a grid has room for. */
export const MOST_PINS = 6;
/** Characters that are printed: some 500 pages. What is longer is a file. */
const MOST_PRINTED = 2_000_000;

/** Secrets that are hidden stay so, and a toast offers the copy with them. */
export async function copyNode(id: number, at: Place, what: Copied, secrets = false): Promise<void> {
  const copy = await toasts.guard(backend().documentCopy(id, at, what, secrets));
  if (!copy) return;
  if (copy.masked === 0) return copyText(copy.text);
  const again = { label: t().inspect.copySecrets, run: () => void copyNode(id, at, what, true) };
  const done = backend().clipboardWrite(copy.text);
  await toasts.guard(done.then(() => toasts.done(t().inspect.copiedMasked(copy.masked), again)));
}

export async function saveNode(id: number, at: Place, what: Saved, secrets = false): Promise<void> {
  const saved = await toasts.guard(backend().documentSave(id, at, what, secrets));
  if (!saved) return;
  const words = t().inspect;
  const path = visible(saved.path);
  if (saved.masked === 0) return toasts.done(words.saved(path));
  const again = { label: words.saveSecrets, run: () => void saveNode(id, at, what, true) };
  toasts.done(words.savedMasked(path, saved.masked), again);
}

/** `title` names the object. */
export async function printNode(document: OpenDocument, title: string, at: Place): Promise<void> {
  const words = t().inspect;
  const { node } = at;
  const tooLarge = () =>
    toasts.done(words.tooLargeToPrint, {
      label: words.saveJson,
      run: () => void saveNode(document.id, at, "json"),
    });
  if (node === 0 && document.info.bytes > MOST_PRINTED) return tooLarge();
  const { documentCopy, documentPath } = backend();
  const printed = await toasts.guard(
    Promise.all([documentCopy(document.id, at, "json", false), node === 0 ? null : documentPath(document.id, node)]),
  );
  if (!printed) return;
  const [copy, path] = printed;
  if (copy.text.length > MOST_PRINTED) return tooLarge();
  const about = [
    path && visible(path.jq.replace(/^\.\[0\]/, "")),
    new Date().toLocaleString(languageInForce(), { dateStyle: "long", timeStyle: "short" }),
    copy.masked > 0 && words.printMasked(copy.masked),
  ];
  printSheet(title, about.filter(Boolean).join(" · "), copy.text);
}

/** The columns of the grid that this document's object stands in; none for what no grid shows. */
export function pins(document: OpenDocument): { list: readonly string[]; change: (list: string[]) => void } | null {
  const { origin } = document.info;
  if (origin.is !== "object") return null;
  const columns = { image: "imagesPinned", container: "containersPinned" } as const;
  const { kind } = origin.subject;
  if (kind !== "image" && kind !== "container") return null;
  const setting = columns[kind];
  return {
    list: settings.current[setting],
    change: (list) => settings.change({ [setting]: list } satisfies Partial<Settings>),
  };
}

/** What stands for this document in a comparison. */
export function sourceOf(document: OpenDocument): Source {
  const { id, origin } = document.info;
  return origin.is === "object" ? { from: "object", subject: origin.subject } : { from: "document", id };
}

/** The document as it was, and as it is. */
export function compareWith(document: OpenDocument, moment: Moment): void {
  inspectTabs.compare({ from: "moment", id: document.id, number: moment.number }, sourceOf(document));
}

/** `10:42:03` */
export function timeOf({ at }: Moment): string {
  return new Date(at).toLocaleTimeString(languageInForce());
}
