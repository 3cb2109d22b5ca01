/** Parameters of two images as rows: what the one sets, what the other, and whether they differ. Pure. */
import type { Catalogue } from "$/i18n/en";
import type { ComparedParameter, ParameterKind, Said } from "$/ipc/bindings";
import { goDuration } from "$/lib/go-duration";

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

/** The words that rows of parameters need. */
export interface ParameterVoice {
  words: Catalogue["imageCompare"];
  kinds: Catalogue["overview"]["kinds"];
  healthOff: string;
  seconds: (n: number) => string;
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

/** By what they are about; those of one kind stay in their order. */
export function parameterRows(parameters: readonly ComparedParameter[], voice: ParameterVoice): RowSection[] {
  const sections = SECTIONS.map(([id, kinds]) => ({
    id,
    title: voice.words.sections[id],
    mono: true,
    rows: rowsOf(
      parameters.filter(({ kind }) => kinds.includes(kind)),
      voice,
    ),
  }));
  return sections.filter(({ rows }) => rows.length > 0);
}

function rowsOf(parameters: readonly ComparedParameter[], voice: ParameterVoice): Row[] {
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

function cell(said: Said, kind: ParameterKind, voice: ParameterVoice): Cell {
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
