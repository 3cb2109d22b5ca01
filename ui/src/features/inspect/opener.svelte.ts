/**
 * What a pane shows: opens the document of its target, and keeps the one before drawn until that is here. The document of
 * an object or of a line is closed with the pane; a file's belongs to its tab.
 */
import { backend } from "$/ipc/backend";
import type { CommandError, DocumentOpened, RowFilter, SearchQuery } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { targetKey, type InspectTarget } from "$/state/inspect.svelte";
import { OpenDocument, type Arrival } from "./open-document.svelte";

/** A file's document that has been drawn is no longer as it was opened. */
const drawn = new WeakSet<DocumentOpened>();

export interface Shown {
  target: InspectTarget;
  key: string;
  document: OpenDocument;
}

export class Opener {
  #shown = $state.raw<Shown | null>(null);
  #error = $state.raw<CommandError | null>(null);
  #turn = 0;
  readonly #jumped: (target: InspectTarget, from: string, to: string, by: Arrival) => void;

  constructor(jumped: (target: InspectTarget, from: string, to: string, by: Arrival) => void) {
    this.#jumped = jumped;
  }

  get shown(): Shown | null {
    return this.#shown;
  }
  /** Why the target could not be opened. */
  get error(): CommandError | null {
    return this.#error;
  }

  /** What is looked for stays when the next object is chosen: to compare one value of many is a common errand. */
  async open(target: InspectTarget, rows: number, hideDefaults: boolean): Promise<OpenDocument | null> {
    const turn = ++this.#turn;
    const before = this.#shown?.document;
    const query = { ...(before?.finding.query ?? { text: "", regex: false, matchCase: false }) };
    const matchesOnly = query.text !== "" && (before?.filter.matchesOnly ?? false);
    const filter = { matchesOnly, hideDefaults };
    try {
      const opened = await read(target, rows, filter, query);
      if (turn !== this.#turn) {
        letGo(target, opened.info.id);
        return null;
      }
      const document = new OpenDocument(opened, filter, (...jump) => this.#jumped(target, ...jump));
      // As it is now: one may have typed on while the document was opened.
      if (before) document.finding.query = { ...before.finding.query };
      this.#leave();
      this.#error = null;
      this.#shown = { target, key: targetKey(target), document };
      if (document.finding.query.text) void document.finding.search();
      return document;
    } catch (thrown) {
      if (turn !== this.#turn) return null;
      this.#leave();
      this.#shown = null;
      this.#error = toCommandError(thrown);
      return null;
    }
  }

  close(): void {
    this.#turn += 1;
    this.#leave();
    this.#shown = null;
  }

  #leave(): void {
    if (!this.#shown) return;
    const { target, document } = this.#shown;
    document.end();
    letGo(target, document.id);
  }
}

function letGo(target: InspectTarget, id: number): void {
  if (target.is !== "file")
    void backend()
      .documentClose(id)
      .catch(() => undefined);
}

/** One question where everything is shown; a filter is put on before anything is drawn, so that nothing is drawn twice. */
async function read(
  target: InspectTarget,
  count: number,
  filter: RowFilter,
  query: SearchQuery,
): Promise<DocumentOpened> {
  const { documentSearch, documentFilter, documentRows, documentPath } = backend();
  const opened = await open(target, count);
  const used = target.is === "file" && drawn.has(target.opened);
  if (target.is === "file") drawn.add(target.opened);
  if (!used && !filter.matchesOnly && !filter.hideDefaults) return opened;
  const { id } = opened.info;
  // A pattern that is wrong finds nothing; the field says so when it is drawn.
  if (filter.matchesOnly) await documentSearch(id, query, 0).catch(() => undefined);
  const info = await documentFilter(id, filter);
  const [rows, path] = await Promise.all([
    documentRows(id, 0, count),
    info.problem || !used ? opened.path : documentPath(id, 0),
  ]);
  return { info, rows, path };
}

async function open(target: InspectTarget, count: number): Promise<DocumentOpened> {
  if (target.is === "file") return target.opened;
  const { documentOpen, documentOpenLine } = backend();
  return target.is === "object"
    ? documentOpen(target.subject, count)
    : documentOpenLine(target.logs, target.number, count);
}
