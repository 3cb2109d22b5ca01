/** Logs of the engine in memory: every container has printed some thousand lines, and a running one goes on. */
import type { Backend } from "./backend";
import type {
  CommandError,
  ContainerRow,
  JobInfo,
  LinePiece,
  LogFilter,
  LogRow,
  LogRows,
  LogsId,
  LogsInfo,
  LogsRange,
  RowMark,
  RowsAsked,
} from "./bindings";

interface Around {
  containers: () => ContainerRow[];
  command: (line: string) => void;
  fault: (code: CommandError["code"], message: string) => CommandError;
  tell: (info: LogsInfo) => void;
  /** All of the log, as a job. */
  save: (info: LogsInfo, subject: string) => JobInfo;
}

/** What a container printed before it was looked at. */
const BEFORE = 3000;
const EARLIER = 1000;
/** Lines of each of several containers that a view begins with. */
const MERGED = 5000;
/** Of so many lines one is long, and one is that ends with a value; how long, how much of it is shown among the others, and in which pieces it is read. */
const LONG_EACH = 100;
const LONG_AT = 60;
const LONG_JSON_AT = 15;
const LONG = 12_000;
const SHOWN = 4096;
const PIECE = 1000;
/** Milliseconds between two lines of a container that runs. */
const PACE = 700;

/** Of ten lines, the one that ends with a value. */
const JSON_AT = 5;
const valueOf = (number: number) => ({ order: number, customer: { id: 7, name: "Ada" }, items: ["tea", "scones"] });

/** The value that a line ends with, as the shell finds it. */
export const lineValue = (number: number): string => JSON.stringify(valueOf(number));

type Line = Omit<LogRow, "marks" | "foundFurther">;

interface View {
  info: LogsInfo;
  lines: Line[];
  rows: Line[];
  timer: ReturnType<typeof setInterval> | undefined;
}

function line(number: number, container: number): Line {
  const plain = (text: string) => ({ text, style: null });
  const style = { ...{ color: null, ground: null, bold: false, dim: false, italic: false }, ...rest };
  const stderr = number % 9 === 4;
  const level = stderr
    ? { text: "WARN", style: { ...style, color: 3, bold: true } }
    : { text: "INFO", style: { ...style, color: 2 } };
  const text = stderr ? ` upstream answered late, attempt ${number}` : ` GET /api/orders/${number} 200 12ms`;
  const at = 1_780_000_000_000 + number * PACE;
  const json = number % 10 === JSON_AT;
  const cut = [LONG_AT, LONG_JSON_AT].includes(number % LONG_EACH);
  const long = cut ? `${".".repeat(LONG)}the far end of ${number}` : "";
  const spans = [level, plain(json ? ` ${long}${JSON.stringify(valueOf(number))}` : `${text}${long}`)];
  const bytes = 48 + long.length;
  return { number, container, stderr, at, nanos: 481_923, spans, begunBefore: false, cut, bytes, json };
}
const rest = { underline: false, strike: false, inverse: false };

/** Some of the characters of a line. */
function part(spans: Line["spans"], from: number, to: number): Line["spans"] {
  let before = 0;
  return spans.flatMap(({ text, style }) => {
    const cut = text.slice(Math.max(0, from - before), Math.max(0, to - before));
    before += text.length;
    return cut ? [{ text: cut, style }] : [];
  });
}

const textOf = ({ spans }: Pick<Line, "spans">) => spans.map(({ text }) => text).join("");

export function memoryLogs({ containers, command, fault, tell, save }: Around): Partial<Backend> {
  const views = new Map<LogsId, View>();
  let next = 1;

  const get = (id: LogsId): View => {
    const view = views.get(id);
    if (!view) throw fault("sessionGone", `the logs ${id} are not open`);
    return view;
  };

  const pattern = ({ query }: LogFilter): RegExp | null => {
    if (!query.text) return null;
    const source = query.regex ? query.text : query.text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    try {
      return new RegExp(source, query.matchCase ? "g" : "gi");
    } catch {
      throw { ...fault("invalidInput", "unclosed group"), pattern: { kind: "groupUnclosed", at: 2 } };
    }
  };

  const sift = (view: View) => {
    const { filter } = view.info;
    const wanted = pattern(filter);
    const matches = (one: Line) => wanted !== null && textOf(one).search(wanted) >= 0;
    const shown = view.lines.filter(
      ({ stderr }) => filter.outputs === "both" || stderr === (filter.outputs === "stderr"),
    );
    const isSifted = wanted && (filter.matchesOnly || filter.exclude);
    view.rows = isSifted ? shown.filter((one) => matches(one) !== filter.exclude) : shown;
    view.info = {
      ...view.info,
      lines: view.lines.length,
      rows: view.rows.length,
      bytes: view.lines.length * 48,
      revision: view.info.revision + 1,
      found: shown.filter(matches).length,
    };
    return view.info;
  };

  const begin = (view: View, range: LogsRange) => {
    clearInterval(view.timer);
    const count = Math.min(BEFORE, range.tail ?? BEFORE);
    const several = view.info.containers.length;
    view.lines = Array.from({ length: count }, (_, n) => line(BEFORE - count + n, n % several));
    const earlier = count < BEFORE ? "more" : "nothing";
    // The tail begins in the middle of a line.
    if (view.lines[0] && earlier === "more") view.lines[0].begunBefore = true;
    view.info = { ...view.info, range, earlier, firstRow: 0, beginning: view.info.beginning + 1 };
    if (view.info.containers.some(({ phase }) => phase.at === "following"))
      view.timer = setInterval(() => {
        view.lines.push(line((view.lines.at(-1)?.number ?? BEFORE) + 1, 0));
        tell(sift(view));
      }, PACE);
    return sift(view);
  };

  const whole = (id: LogsId, number: number) => {
    const { lines, info } = get(id);
    const one = lines.find((line) => line.number === number);
    if (!one) throw fault("notFound", "the line is not held any more");
    const [text, wanted] = [textOf(one), pattern(info.filter)];
    const matches = wanted ? [...text.matchAll(wanted)].filter(([found]) => found) : [];
    return { spans: one.spans, matches, characters: text.length };
  };

  /** Where a row is by now, or the one after it; whether it is a row. */
  const find = ({ rows, info, lines }: View, { number, row, firstRow }: RowMark): [number, boolean] => {
    const held = lines.some((one) => one.number === number);
    if (number === null || !held) return [row + firstRow - info.firstRow, true];
    const at = rows.findIndex((one) => one.number >= number);
    return [at < 0 ? rows.length : at, rows[at]?.number === number];
  };

  const rowsOf = (id: LogsId, { start, count, read, marks, atEnd }: RowsAsked): LogRows => {
    const view = get(id);
    const { rows, info } = view;
    const moved = find(view, read)[0] - read.row;
    const from = atEnd ? Math.max(0, rows.length - count) : Math.max(0, start + moved);
    const wanted = pattern(info.filter);
    const marked = (one: Line): LogRow => {
      const matches = wanted ? [...textOf(one).matchAll(wanted)].filter(([text]) => text) : [];
      const marks = matches.map((match): [number, number] => [match.index, match[0].length]);
      const shown = marks.filter(([at]) => at < SHOWN);
      return {
        ...{ ...one, spans: part(one.spans, 0, SHOWN), marks: shown },
        foundFurther: marks.length > 0 && shown.length === 0,
      };
    };
    const items = rows.slice(from, from + count).map(marked);
    const found = marks.map((mark) => find(view, mark)).map(([row, isIt]) => (isIt ? row : null));
    const { revision, firstRow } = info;
    return { revision, total: rows.length, start: from, firstRow, moved, marks: found, items };
  };

  return {
    logsOpen: async (names, range, timestamps, count) => {
      const found = names.map((name) => {
        const row = containers().find((one) => one.id === name || one.name === name);
        if (!row) throw fault("containerNotFound", `No such container: ${name}`);
        return row;
      });
      const commandLine = found
        .map(
          ({ name }) =>
            `docker logs --follow ${timestamps ? "--timestamps " : ""}--tail ${range.tail ?? "all"} ${name}`,
        )
        .join(" & ");
      const info: LogsInfo = {
        id: next++,
        containers: found.map(({ id, name, state }) => ({
          id,
          name,
          replaced: false,
          phase: state === "running" ? { at: "following" } : { at: "ended", code: 1 },
        })),
        tailMax: found.length > 1 ? MERGED : null,
        ...{ range, commandLine, lines: 0, rows: 0, bytes: 0, firstRow: 0, revision: 0, beginning: 0, found: 0 },
        earlier: "more",
        wholeFrom: null,
        detached: false,
        filter: {
          query: { text: "", regex: false, matchCase: false },
          matchesOnly: false,
          exclude: false,
          outputs: "both",
        },
      };
      const view: View = { info, lines: [], rows: [], timer: undefined };
      views.set(info.id, view);
      command(commandLine);
      const opened = await begin(view, range);
      const read = { number: null, row: 0, firstRow: opened.firstRow };
      return { info: opened, rows: rowsOf(info.id, { start: 0, count, read, marks: [], atEnd: true }) };
    },
    logsList: async () => [...views.values()].map(({ info }) => info),
    logsRows: async (id, asked) => rowsOf(id, asked),
    logsFilter: async (id, filter) => {
      const view = get(id);
      pattern(filter);
      view.info = { ...view.info, filter };
      return sift(view);
    },
    logsMatch: async (id, from, forward, itself) => {
      const { rows, info } = get(id);
      const [row] = find(get(id), from);
      const wanted = pattern(info.filter);
      const found = rows.flatMap((one, at) => (wanted && textOf(one).search(wanted) >= 0 ? [at] : []));
      if (found.length === 0) return null;
      const isNext = (at: number) => (itself && at === row) || (forward ? at > row : at < row);
      const place = forward ? found.findIndex(isNext) : found.findLastIndex(isNext);
      const nth = place >= 0 ? place : forward ? 0 : found.length - 1;
      const at = found[nth] as number;
      return { at: { number: rows[at]?.number ?? null, row: at, firstRow: info.firstRow }, nth };
    },
    logsLine: async (id, number, start, count) => {
      const { spans, matches, characters } = whole(id, number);
      const total = Math.ceil(characters / PIECE);
      const items = Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, n): LinePiece => {
        const from = (start + n) * PIECE;
        const here = matches.filter(({ index }) => index >= from && index < from + PIECE);
        const marks = here.map((match): [number, number] => [match.index - from, match[0].length]);
        return { spans: part(spans, from, from + PIECE), marks };
      });
      return { revision: 0, total, start, items, piece: PIECE, characters, found: matches.length, more: false };
    },
    logsLineMatch: async (id, number, nth) => {
      const match = whole(id, number).matches[nth];
      return match ? { piece: Math.floor(match.index / PIECE), at: match.index % PIECE } : null;
    },
    logsFold: async () => null,
    logsEarlier: async (id) => {
      const view = get(id);
      const first = view.lines[0]?.number ?? 0;
      const count = Math.min(EARLIER, Math.max(0, first));
      const before = view.rows.length;
      const held = view.lines.map((one) => ({ ...one, begunBefore: false }));
      view.lines = [...Array.from({ length: count }, (_, n) => line(first - count + n, 0)), ...held];
      view.info = { ...view.info, earlier: first - count > 0 ? "more" : "nothing" };
      sift(view);
      view.info = { ...view.info, firstRow: view.info.firstRow - (view.rows.length - before) };
      return view.info;
    },
    logsBegin: async (id, range) => {
      const view = get(id);
      const gone = view.info.containers.find(({ phase }) => phase.at === "removed");
      if (gone) throw fault("logGone", gone.name);
      return begin(view, range);
    },
    logsClear: async (id) => {
      const view = get(id);
      view.lines = [];
      view.info = { ...view.info, earlier: "nothing" };
      return sift(view);
    },
    logsCopy: async (id, between) => {
      const ends = between?.map((mark) => find(get(id), mark)[0]).toSorted((a, b) => a - b);
      const [from, to] = ends ?? [0, Infinity];
      const copied = get(id).rows.slice(Math.max(0, from ?? 0), Math.max(0, (to ?? 0) + 1));
      await navigator.clipboard?.writeText(copied.map(textOf).join("\n")).catch(() => undefined);
      return copied.length;
    },
    logsSave: async (id) => ({ path: "/home/me/web.log", inPart: get(id).info.earlier !== "nothing" }),
    logsSaveWhole: async (id) => {
      const { info } = get(id);
      return save(info, info.containers.map(({ name }) => name).join(", "));
    },
    logsClose: async (id) => {
      clearInterval(views.get(id)?.timer);
      views.delete(id);
      return null;
    },
  };
}
