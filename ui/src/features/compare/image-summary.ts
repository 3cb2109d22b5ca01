/** Two images in sentences: how large, on what ground, with which other parameters. Pure. */
import type { Catalogue } from "$/i18n/en";
import type { HistoryEntry, ImageComparison } from "$/ipc/bindings";
import { humanSize } from "$/lib/format";
import { visible } from "$/lib/text";
import type { Row, RowSection } from "$/state/parameter-rows";
import { unpacked } from "./image-lines";

type Words = Catalogue["imageCompare"];

export interface ImageSentence {
  text: string;
  /** The row to look at. */
  row: string | null;
}

/** Characters of a value within a sentence. */
const VALUE = 60;
/** Names within a sentence. */
const NAMES = 6;

export function imageSentences(
  comparison: ImageComparison,
  names: { left: string; right: string },
  parameters: readonly RowSection[],
  words: Words,
): ImageSentence[] {
  const say = words.sentences;
  const { left, right, layers } = comparison;
  const sections = parameters.filter(({ id }) => id !== "glance");
  const differing = sections.flatMap(({ rows }) => rows).filter(({ difference }) => difference !== "same");
  if (left.id === right.id) return [{ text: say.identical, row: null }];
  const sameLayers = layers.common === left.layers && layers.common === right.layers;
  if (differing.length === 0 && sameLayers) return [{ text: say.alike, row: null }];

  const told: ImageSentence[] = [];
  // Unpacked, as the sizes of the layers are that follow.
  const by = unpacked(comparison, "right") - unpacked(comparison, "left");
  told.push({
    text:
      by === 0
        ? say.sizeSame
        : by > 0
          ? say.sizeLarger(names.right, humanSize(by))
          : say.sizeSmaller(names.right, humanSize(-by)),
    row: "glance:size",
  });
  if (left.platform !== right.platform)
    told.push({ text: say.platform(visible(left.platform), visible(right.platform)), row: "glance:platform" });
  if (sameLayers) told.push({ text: say.sameLayers, row: null });
  else {
    const size = layers.commonSize === null ? null : humanSize(layers.commonSize);
    told.push({ text: layers.common > 0 ? say.base(layers.common, size) : say.noBase, row: null });
    const first = layers.steps.findIndex(({ difference }) => difference !== "same");
    for (const side of ["left", "right"] as const) {
      const end = side === "left" ? left : right;
      if (end.layers > layers.common)
        told.push({
          text: say.adds(
            names[side],
            end.layers - layers.common,
            humanSize(added(layers.steps.map((one) => one[side]))),
          ),
          row: first < 0 ? null : `step:${first}`,
        });
    }
  }
  if (differing.length === 0) told.push({ text: say.sameParameters, row: null });
  for (const section of sections) told.push(...ofSection(section, words));
  return told;
}

const added = (steps: readonly (HistoryEntry | null)[]) => steps.reduce((sum, step) => sum + (step?.size ?? 0), 0);

/** Each changed parameter in a sentence of its own; variables, ports and labels by their names. */
function ofSection({ id, title, rows }: RowSection, words: Words): ImageSentence[] {
  const say = words.sentences;
  if (id === "health") return ofHealth(title, rows, words);
  const told = rows.flatMap((row): ImageSentence[] => {
    if (row.named || row.difference === "same") return [];
    const [from, to] = [row.left && short(row.left.text), row.right && short(row.right.text)];
    if (from !== null && to !== null) return [{ text: say.changed(row.label, from, to), row: row.id }];
    if (to !== null) return [{ text: say.set(row.label, to), row: row.id }];
    return from === null ? [] : [{ text: say.unset(row.label, from), row: row.id }];
  });
  for (const difference of ["added", "removed", "changed"] as const) {
    const named = rows.filter((row) => row.named && row.difference === difference);
    const first = named[0];
    if (first) told.push({ text: say.named[difference](title, enumerated(named, words)), row: first.id });
  }
  return told;
}

/** A healthcheck is one thing: its test says it, or the names of what else changed in it. */
function ofHealth(title: string, rows: readonly Row[], words: Words): ImageSentence[] {
  const differing = rows.filter(({ difference }) => difference !== "same");
  const first = differing[0];
  if (!first) return [];
  const test = differing.find(({ id }) => id.startsWith("healthTest"));
  const [from, to] = [test?.left && short(test.left.text), test?.right && short(test.right.text)];
  const say = words.sentences;
  if (from && to) return [{ text: say.changed(title, from, to), row: first.id }];
  if (to) return [{ text: say.set(title, to), row: first.id }];
  if (from) return [{ text: say.unset(title, from), row: first.id }];
  return [{ text: say.named.changed(title, enumerated(differing, words)), row: first.id }];
}

function enumerated(rows: readonly Row[], words: Words): string {
  const names = rows.slice(0, NAMES).map(({ label }) => visible(label));
  if (rows.length > names.length) return words.more(names.join(", "), rows.length - names.length);
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : words.list(names.slice(0, -1).join(", "), last);
}

function short(text: string): string {
  const characters = [...visible(text)];
  return characters.length > VALUE ? `${characters.slice(0, VALUE).join("")}…` : characters.join("");
}
