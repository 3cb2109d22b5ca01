/** A comparison of two images as sections of rows: what stands left, what right, and whether they differ. Pure. */
import type { ComparedStep, HistoryEntry, ImageComparison } from "$/ipc/bindings";
import { humanSize, shortId } from "$/lib/format";
import { isCompressed } from "$/lib/packed";
import { dockerfileLine } from "$/lib/instruction";
import {
  parameterRows,
  type Cell,
  type ParameterVoice,
  type Row,
  type RowDifference,
  type RowSection,
} from "$/state/parameter-rows";

/** What depends on the clock and the languages. */
export interface Voice extends ParameterVoice {
  ago: (unixSeconds: number | null) => string;
  exactly: (unixSeconds: number | null) => string;
}

export function parameterSections(comparison: ImageComparison, voice: Voice): RowSection[] {
  return [glance(comparison, voice), ...parameterRows(comparison.parameters, voice)];
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
