/** A comparison of two images as sections of rows: what stands left, what right, and whether they differ. Pure. */
import type { Catalogue } from "$/i18n/en";
import type {
  ComparedParameter,
  ComparedStep,
  HistoryEntry,
  ImageComparison,
  ParameterKind,
  Said,
} from "$/ipc/bindings";
import { humanSize, shortId } from "$/lib/format";
import { goDuration } from "$/lib/go-duration";
import { isCompressed } from "$/lib/packed";
import { dockerfileLine } from "$/lib/instruction";

export type RowDifference = "same" | "added" | "removed" | "changed";

/** One side of a row. */
export interface Cell {
  text: string;
  more: boolean;
  secret: boolean;
  faint?: boolean;
  hint?: string;
  /** Bytes, of a step. */
  size?: number;
  keyword?: string | null;
}

export interface Row {
  /** Unique among the rows, and the same after both sides were read again. */
  id: string;
  label: string;
  /** The image's own name, not a word of ours. */
  named: boolean;
  difference: RowDifference;
  left: Cell | null;
  right: Cell | null;
  note?: string;
}

export interface RowSection {
  id: string;
  title: string;
  rows: Row[];
  mono: boolean;
}

/** What depends on the clock and the languages. */
export interface Voice {
  words: Catalogue["imageCompare"];
  kinds: Catalogue["overview"]["kinds"];
  healthOff: string;
  seconds: (n: number) => string;
  ago: (unixSeconds: number | null) => string;
  exactly: (unixSeconds: number | null) => string;
}

const SECTIONS: readonly [keyof Catalogue["imageCompare"]["sections"], readonly ParameterKind[]][] = [
  ["runs", ["entrypoint", "command", "user", "workingDir", "stopSignal", "stopTimeout", "shell"]],
  ["environment", ["environment"]],
  ["network", ["port"]],
  ["data", ["volume"]],
  [
    "health",
    ["healthTest", "healthInterval", "healthTimeout", "healthStartPeriod", "healthStartInterval", "healthRetries"],
  ],
  ["build", ["onBuild"]],
  ["labels", ["label"]],
];

export function parameterSections(comparison: ImageComparison, voice: Voice): RowSection[] {
  const { words } = voice;
  const sections = SECTIONS.map(([id, kinds]) => ({
    id,
    title: words.sections[id],
    mono: true,
    rows: rowsOf(
      comparison.parameters.filter(({ kind }) => kinds.includes(kind)),
      voice,
    ),
  }));
  return [glance(comparison, voice), ...sections].filter(({ rows }) => rows.length > 0);
}

export function stepSection(comparison: ImageComparison, voice: Voice): RowSection {
  const { steps } = comparison.layers;
  const rows = steps.map((step, n) => stepRow(step, n, voice));
  return { id: "layers", title: voice.words.layers, mono: true, rows };
}

export const isDifference = ({ difference }: Row): boolean => difference !== "same";

/** Bytes of an image's steps: what it takes when unpacked. */
export function unpacked({ layers }: ImageComparison, side: "left" | "right"): number {
  const own = layers.steps.reduce((sum, step) => sum + (step[side]?.size ?? 0), 0);
  return layers.base.reduce((sum, step) => sum + step.size, own);
}

function glance(comparison: ImageComparison, { words, ago, exactly }: Voice): RowSection {
  const row = (id: string, label: string, one: string, other: string, hints: [string, string] = ["", ""]): Row => ({
    id: `glance:${id}`,
    label,
    named: false,
    difference: one === other ? "same" : "changed",
    left: { text: one, more: false, secret: false, hint: hints[0] },
    right: { text: other, more: false, secret: false, hint: hints[1] },
  });
  const { left, right } = comparison;
  const sizes = (id: string, label: string, one: number, other: number): Row => {
    const by = other - one;
    return {
      ...row(id, label, humanSize(one), humanSize(other)),
      difference: by === 0 ? "same" : "changed",
      note: by === 0 ? words.sameSize : by > 0 ? words.larger(humanSize(by)) : words.smaller(humanSize(-by)),
    };
  };
  const [one, other] = [unpacked(comparison, "left"), unpacked(comparison, "right")];
  const rows: Row[] = [
    row("id", words.id, shortId(left.id), shortId(right.id), [left.id, right.id]),
    sizes("size", words.size, left.size, right.size),
    ...(isCompressed(left.size, one) || isCompressed(right.size, other)
      ? [sizes("unpacked", words.unpacked, one, other)]
      : []),
    row("platform", words.platform, left.platform, right.platform),
    {
      ...row("created", words.created, ago(left.created), ago(right.created), [
        exactly(left.created),
        exactly(right.created),
      ]),
      difference: left.created === right.created ? "same" : "changed",
    },
    row("layers", words.layers, String(left.layers), String(right.layers)),
  ];
  if (left.author || right.author) rows.push(row("author", words.author, left.author ?? "", right.author ?? ""));
  return { id: "glance", title: words.glance, mono: false, rows };
}

function rowsOf(parameters: readonly ComparedParameter[], voice: Voice): Row[] {
  const seen = new Map<string, number>();
  return parameters.map((one): Row => {
    const key = `${one.kind}:${one.name ?? ""}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    const difference = one.difference as RowDifference;
    return {
      id: `${key}:${nth}`,
      label: one.name ?? voice.kinds[one.kind],
      named: one.name !== null,
      difference,
      left: one.left && cell(one.left, one.kind, voice),
      right: one.right && cell(one.right, one.kind, voice),
    };
  });
}

function cell(said: Said, kind: ParameterKind, voice: Voice): Cell {
  const base = { more: said.more, secret: said.secret !== "none" };
  switch (kind) {
    case "port":
    case "volume":
      return { ...base, text: voice.words.set, faint: true };
    case "healthTest":
      return { ...base, text: said.text === "NONE" ? voice.healthOff : said.text };
    case "healthInterval":
    case "healthTimeout":
    case "healthStartPeriod":
    case "healthStartInterval":
      return { ...base, text: goDuration(Number(said.text)) };
    case "stopTimeout":
      return { ...base, text: voice.seconds(Number(said.text)) };
    default:
      return { ...base, text: said.text };
  }
}

function stepRow({ difference, left, right }: ComparedStep, n: number, { words, exactly }: Voice): Row {
  const kind: RowDifference = difference === "content" || difference === "instruction" ? "changed" : difference;
  const note = difference === "content" ? words.content : difference === "instruction" ? words.instruction : "";
  return {
    id: `step:${n}`,
    // Both sides count from the same ground: where one has more layers, the right one's number tells.
    label: stepLabel(right ?? left, words),
    named: false,
    difference: kind,
    left: left && stepCell(left, exactly),
    right: right && stepCell(right, exactly),
    ...(note && { note }),
  };
}

export function stepLabel(step: HistoryEntry | null, words: Voice["words"]): string {
  return step?.layer.is === "made" ? words.layer(step.layer.index + 1) : words.step;
}

export function stepCell(step: HistoryEntry, exactly: Voice["exactly"]): Cell {
  return {
    text: step.instruction.text || step.comment,
    keyword: step.instruction.keyword,
    more: step.more,
    secret: step.secret !== "none",
    ...(step.layer.is !== "none" && { size: step.size }),
    hint: exactly(step.created),
  };
}

/** As a diff has it: `- ENV A=1`, `+ ENV A=2`. */
export function diffLines(row: Row): string[] {
  const line = (sign: string, { text, keyword, size }: Cell) =>
    keyword === undefined
      ? `${sign} ${row.label}${row.named ? "=" : ": "}${text}`
      : `${sign} ${dockerfileLine({ keyword, text })}${size === undefined ? "" : ` (${humanSize(size)})`}`;
  if (row.difference === "same") return row.right ? [line(" ", row.right)] : [];
  return [...(row.left ? [line("-", row.left)] : []), ...(row.right ? [line("+", row.right)] : [])];
}
