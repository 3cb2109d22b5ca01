/** A comparison in sentences: by topics that a person has words for, in the order of the document. */
import type { Catalogue } from "$/i18n/en";
import type { CompareSummary, CompareTopic, NodeId } from "$/ipc/bindings";
import { humanSize } from "$/lib/format";
import { visible } from "$/lib/text";
import { steps, topicOf, type Topic } from "./topics";

type Words = Catalogue["compare"];

/** What is said as the document says it, and not in words of ours. */
export interface Part {
  text: string;
  literal: boolean;
}

export interface Sentence {
  parts: Part[];
  /** Where to read more, in the comparison. */
  node: NodeId;
}

/** Characters of a value within a sentence. */
const VALUE = 48;
/** Names of one sort within a sentence. */
const NAMES = 6;
/** Stand around what is the document's while a sentence is put together; taken out of everything that comes in. */
const OPEN = "\ue000";
const CLOSE = "\ue001";

interface Told {
  topic: Topic | null;
  pointer: string;
  node: NodeId;
  names: Record<"added" | "removed" | "changed", string[]>;
  counts: Record<"added" | "removed" | "changed", number>;
  /** All that there is to tell is this one value. */
  value: { from: string; to: string; of: string | null } | null;
}

export function sentences(summary: CompareSummary, words: Words): Sentence[] {
  const told: Told[] = [];
  for (const topic of summary.topics) {
    const next = tell(topic);
    const before = told.find((one) => one.topic !== null && one.topic === next.topic);
    if (before) merge(before, next);
    else told.push(next);
  }
  return told.map((one) => ({ parts: apart(say(one, words)), node: one.node }));
}

function tell(topic: CompareTopic): Told {
  const { pointer, node } = topic;
  const named = topicOf(pointer);
  const path = steps(pointer);
  // `State` is a topic as a whole: what is told of `/State/Pid` is told of Pid.
  const inner =
    named !== null && path.length > 1 && topicOf(`/${path[0] ?? ""}`) === named ? (path.at(-1) ?? null) : null;
  const literal = (names: readonly string[]) =>
    names.length > 0 ? names.map((name) => quote(inner ? `${inner} › ${name}` : name)) : inner ? [quote(inner)] : [];
  const names = { added: literal(topic.added), removed: literal(topic.removed), changed: literal(topic.changed) };
  if (topic.addedCount === 0) names.added = [];
  if (topic.removedCount === 0) names.removed = [];
  if (topic.changedCount === 0) names.changed = [];
  const value =
    topic.from && topic.to
      ? { from: valueOf(topic.from.text, named), to: valueOf(topic.to.text, named), of: inner && quote(inner) }
      : null;
  const counts = { added: topic.addedCount, removed: topic.removedCount, changed: topic.changedCount };
  return { topic: named, pointer, node, names, counts, value };
}

function merge(into: Told, more: Told): void {
  for (const sort of ["added", "removed", "changed"] as const) {
    // A part of its own that is told with others is told by its last step.
    for (const one of [into, more])
      if (one.counts[sort] > 0 && one.names[sort].length === 0)
        one.names[sort] = [quote(steps(one.pointer).at(-1) ?? "")];
    into.names[sort] = [...new Set([...into.names[sort], ...more.names[sort]])];
    into.counts[sort] += more.counts[sort];
  }
  into.value = null;
}

function say({ topic, pointer, names, counts, value }: Told, words: Words): string {
  const title = topic ? words.topics[topic] : quote(steps(pointer).join("."));
  if (value)
    return value.of === null
      ? words.valueChanged(title, value.from, value.to)
      : words.about(title, words.named.value(value.of, value.from, value.to));
  const sorts = (["added", "removed", "changed"] as const).filter((sort) => counts[sort] > 0);
  const only = sorts[0];
  if (sorts.length === 1 && only && names[only].length === 0) return words.whole[only](title);
  const said = sorts.map((sort) => {
    const shown = names[sort].slice(0, NAMES);
    return words.named[sort](enumerated(shown, Math.max(0, counts[sort] - shown.length), words));
  });
  return words.about(title, said.join(", "));
}

function enumerated(names: readonly string[], others: number, words: Words): string {
  const last = names.at(-1) ?? "";
  if (others > 0) return words.listMore(names.join(", "), others);
  return names.length < 2 ? last : words.listAnd(names.slice(0, -1).join(", "), last);
}

function valueOf(text: string, topic: Topic | null): string {
  if (topic === "size" && /^\d+$/.test(text)) return quote(humanSize(Number(text)));
  if (text === "") return quote('""');
  return quote([...text].length > VALUE ? `${[...text].slice(0, VALUE).join("")}…` : text);
}

function quote(text: string): string {
  return `${OPEN}${visible(text).replaceAll(OPEN, "").replaceAll(CLOSE, "")}${CLOSE}`;
}

function apart(sentence: string): Part[] {
  return sentence
    .split(OPEN)
    .flatMap((piece, n): Part[] => {
      if (n === 0) return [{ text: piece, literal: false }];
      const end = piece.indexOf(CLOSE);
      return [
        { text: piece.slice(0, end), literal: true },
        { text: piece.slice(end + 1), literal: false },
      ];
    })
    .filter(({ text }) => text !== "");
}

/** Without any marks, for assistive technology and the clipboard. */
export function plain({ parts }: Sentence): string {
  return parts.map(({ text }) => text).join("");
}
