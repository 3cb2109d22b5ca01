/** A comparison in sentences: by topics that a person has words for, in the order of the document. */
import type { Catalogue } from "$/i18n/en";
import type { CompareSummary, CompareTopic, NodeId } from "$/ipc/bindings";
import { humanSize } from "$/lib/format";
import { visible } from "$/lib/text";
import { steps, topicOf, type Topic } from "./topics";

type Words = Catalogue["compare"];

/** A stretch of a sentence: words of ours, the part of the document that it is about, or as the document says it. */
export interface Part {
  text: string;
  as: "words" | "title" | "literal";
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
/** Stand around parts while a sentence is put together; taken out of everything that comes in. */
const TITLE = "\ue000";
const LITERAL = "\ue001";
const END = "\ue002";
const PARTS = /([\ue000\ue001])([^\ue002]*)\ue002/;
const MARKS = /[\ue000-\ue002]/g;
/** Digits of a digest that tell it from others, as the docker command line cuts it. */
const DIGEST = /^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/;

const COMMAND = /^\/Config\/(?:Cmd|Entrypoint)$/;
const PUT_TOGETHER = /^\/(?:Path|Args)$/;

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
  const whole = summary.topics.some(({ pointer }) => COMMAND.test(pointer));
  for (const topic of summary.topics) {
    // A container has its command twice: as it was given, and as it was put together from it.
    if (whole && PUT_TOGETHER.test(topic.pointer)) continue;
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
    names.length > 0
      ? names.map((name) => quoteName(inner ? `${inner} › ${name}` : name))
      : inner
        ? [quote(inner)]
        : [];
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
  const title = `${TITLE}${topic ? words.topics[topic] : clean(steps(pointer).join("."))}${END}`;
  if (value)
    return value.of === null
      ? words.valueChanged(title, value.from, value.to)
      : words.about(title, words.named.value(value.of, value.from, value.to));
  // Layers have no names that say anything.
  if (topic === "layers") return words.about(title, words.counts(counts.added, counts.removed, counts.changed));
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
  const short = DIGEST.exec(text)?.[1];
  if (short !== undefined) return quote(`${short}…`);
  return quote([...text].length > VALUE ? `${[...text].slice(0, VALUE).join("")}…` : text);
}

const clean = (text: string) => visible(text).replace(MARKS, "");

const quote = (text: string) => `${LITERAL}${clean(text)}${END}`;

/** A place in an array is no name. */
const quoteName = (name: string) => quote(/^\d+$/.test(name) ? `[${name}]` : name);

function apart(sentence: string): Part[] {
  const pieces = sentence.split(PARTS);
  const parts: Part[] = [];
  for (let at = 0; at < pieces.length; at += 3) {
    parts.push({ text: pieces[at] ?? "", as: "words" });
    const [mark, text] = [pieces[at + 1], pieces[at + 2]];
    if (text !== undefined) parts.push({ text, as: mark === TITLE ? "title" : "literal" });
  }
  return parts.filter(({ text }) => text !== "");
}

/** Without any marks, for assistive technology and the clipboard. */
export function plain({ parts }: Sentence): string {
  return parts.map(({ text }) => text).join("");
}
