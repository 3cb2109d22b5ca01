/** Every sentence exists in every language, says something, and has been translated. */
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";

/** Sentences that are the same in both languages. */
const SAME = new Set([
  "command.kinds.image",
  "command.kinds.volume",
  "common.images",
  "common.notifications",
  "compare.topics.labels",
  "compare.topics.ports",
  "compare.topics.volumes",
  "compare.kinds.volume",
  "connection.api",
  "connection.apiLabel",
  "connection.sources.dockerHost",
  "connection.sources.socket",
  "connection.version",
  "containers.image",
  "containers.ports",
  "containers.shell",
  "details.image",
  "details.labels",
  "details.ports",
  "details.volumes",
  "frame.images",
  "images.attestation",
  "images.summaryUsePending",
  "images.title",
  "imageCompare.sections.labels",
  "overview.docker",
  "overview.kinds.healthTest",
  "overview.kinds.label",
  "overview.labels",
  "overview.unsetWords.environment",
  "overview.unsetWords.labels",
  "overview.unsetWords.network",
  "pull.options",
  "run.image",
  "settings.languages.en",
  "settings.languages.fr",
  "settings.licence",
  "settings.version",
  "terminal.sessions",
  "transfer.image",
  "transfer.message",
]);

/** Arguments that make any sentence speak: numbers for counts, words for names. */
const samples: unknown[][] = [
  [2, 3, 4],
  ["alpha", "beta", "gamma"],
  [2, "beta", "gamma"],
  ["alpha", 2, 3],
  [{ unit: "week", count: 2, rounded: false }],
];

type Tree = { [key: string]: unknown };

function sentences(tree: Tree, path: string[] = []): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "object" && value !== null)
      for (const [inner, sentence] of sentences(value as Tree, [...path, key])) found.set(inner, sentence);
    else found.set([...path, key].join("."), value);
  }
  return found;
}

function say(sentence: unknown): string[] {
  if (typeof sentence === "string") return [sentence];
  const said: string[] = [];
  for (const sample of samples) {
    try {
      said.push((sentence as (...args: unknown[]) => string)(...sample));
    } catch {
      // This sentence takes other arguments; another sample fits.
    }
  }
  return said;
}

const english = sentences(en);
const french = sentences(fr);

it("has the same keys in every language", () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
});

describe.each([
  ["en", english],
  ["fr", french],
])("%s", (_, catalogue) => {
  it("says something everywhere", () => {
    const mute = [...catalogue].filter(([, sentence]) => {
      const said = say(sentence);
      return said.length === 0 || said.some((text) => typeof text !== "string" || !text.trim());
    });
    expect(mute.map(([key]) => key)).toEqual([]);
  });
});

it("is translated", () => {
  const same = [...english].filter(([key, sentence]) => {
    const [a] = say(sentence);
    const [b] = say(french.get(key));
    return a === b && !SAME.has(key) && /\p{L}{3}/u.test(a ?? "");
  });
  expect(same.map(([key]) => key)).toEqual([]);
});

it("sets French with its spaces", () => {
  const wrong = [...french].filter(([, sentence]) =>
    say(sentence).some((text) => / [;:!?»]|\u00a0[;!?]|« |[\p{L}\d][;!?](?:\s|$)|[\p{L}](?::)(?:\s|$)/u.test(text)),
  );
  expect(wrong.map(([key]) => key)).toEqual([]);
});
