/** What the sessions of the engine in memory have printed, looked through as the shell does it. */
import type { Backend } from "./backend";
import type { CommandError, SessionId, TranscriptQuery, TranscriptRow } from "./bindings";

type Commands = Pick<
  Backend,
  "transcriptSearch" | "transcriptRows" | "transcriptMatch" | "transcriptPlace" | "transcriptCopy" | "transcriptClose"
>;

interface Around {
  /** None for a session that is not there. */
  printed: (id: SessionId) => string | undefined;
  copy: (text: string) => void;
  fault: (code: CommandError["code"], message: string) => CommandError;
}

interface Search {
  id: SessionId;
  lines: string[];
  found: number[] | null;
  pattern: RegExp | null;
}

/** What this engine's programs print has colours and nothing that moves the cursor. */
const SEQUENCE = /\u001b\[[0-9;?]*[A-Za-z]|\r/g;

/** Throws where the text is no expression. */
function patternOf({ text, regex, matchCase, wholeWord }: TranscriptQuery): RegExp | null {
  if (!text) return null;
  const part = regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(wholeWord ? `(?<!\\w)(?:${part})(?!\\w)` : part, matchCase ? "g" : "gi");
}

export function memoryTranscripts({ printed, copy, fault }: Around): Commands {
  let search: Search | undefined;
  let revision = 0;

  const linesOf = (id: SessionId) => {
    const text = printed(id);
    if (text === undefined) throw fault("sessionGone", `there is no session ${id}`);
    const lines = text.replace(SEQUENCE, "").split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines;
  };
  const compile = (query: TranscriptQuery) => {
    try {
      return patternOf(query);
    } catch (thrown) {
      throw fault("invalidInput", thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const present = (id: SessionId): Search => {
    if (search?.id !== id) throw fault("sessionGone", `nothing is looked for in session ${id}`);
    return search;
  };
  const row = ({ lines, pattern }: Search, line: number): TranscriptRow => {
    const text = lines[line] ?? "";
    const matches = pattern ? [...text.matchAll(pattern)].filter(([match]) => match !== "") : [];
    return { line, text, marks: matches.map((match) => [match.index, match[0].length]), before: false, after: false };
  };

  return {
    transcriptSearch: async (id, query) => {
      const [lines, pattern] = [linesOf(id), compile(query)];
      const numbers = lines.map((_, line) => line);
      const found = pattern && numbers.filter((line) => lines[line]?.match(pattern));
      search = { id, lines, pattern, found };
      revision += 1;
      return { lines: lines.length, found: found?.length ?? null, dropped: 0 };
    },
    transcriptRows: async (id, start, count, all) => {
      const found = present(id);
      const shown = (!all && found.found) || found.lines.map((_, line) => line);
      const items = shown.slice(start, start + count).map((line) => row(found, line));
      return { revision, total: shown.length, start, items };
    },
    transcriptMatch: async (id, from, forward) => {
      const found = present(id).found ?? [];
      const last = found.length - 1;
      if (last < 0) return null;
      const next = found.findIndex((line) => from === null || line > from);
      const before = from === null ? last : found.filter((line) => line < from).length - 1;
      const at = forward ? (next < 0 ? 0 : next) : before < 0 ? last : before;
      return [found[at] ?? 0, at];
    },
    transcriptPlace: async (id, line) => {
      const { lines } = present(id);
      const text = (lines[line] ?? "").trimEnd();
      // What was printed since stands beneath.
      const later = linesOf(id).slice(line + 1);
      return { text, cut: false, later: later.filter((one) => one.trimEnd() === text).length };
    },
    transcriptCopy: async (id, line) => {
      copy(present(id).lines[line] ?? "");
      return null;
    },
    transcriptClose: async (id) => {
      if (search?.id === id) search = undefined;
      return null;
    },
  };
}
