import { expect, it } from "vitest";
import { en } from "$/i18n/en";
import type { ComparedParameter, ComparedStep, HistoryEntry, ImageComparison, ImageEnd, Said } from "$/ipc/bindings";
import { diffLines, isDifference, parameterSections, stepSection, type Voice } from "./image-lines";
import { imageSentences } from "./image-summary";

const voice: Voice = {
  words: en.imageCompare,
  kinds: en.overview.kinds,
  healthOff: "off",
  seconds: (n) => `${n} s`,
  ago: (at) => `at ${at}`,
  exactly: String,
};
const names = { left: "a:1", right: "a:2" };

const end = (id: string, size: number, layers: number): ImageEnd => ({
  reference: id,
  id: `sha256:${id.repeat(12)}`,
  tags: [],
  created: 1,
  size,
  platform: "linux/amd64",
  author: null,
  layers,
});
const said = (text: string): Said => ({ text, more: false, secret: "none", pointer: "/x" });
const variable = (name: string, left: string | null, right: string | null): ComparedParameter => ({
  kind: "environment",
  name,
  difference: left === null ? "added" : right === null ? "removed" : left === right ? "same" : "changed",
  left: left === null ? null : said(left),
  right: right === null ? null : said(right),
});
const step = (text: string, size: number, index: number | null): HistoryEntry => ({
  id: null,
  created: 1,
  createdBy: text,
  instruction: { keyword: "RUN", text, arguments: [], shell: null },
  more: false,
  secret: "none",
  size,
  total: size,
  comment: "",
  tags: [],
  layer: index === null ? { is: "none" } : { is: "made", index },
});

function comparison(parameters: ComparedParameter[], steps: ComparedStep[] = []): ImageComparison {
  return {
    left: end("a", 1_000_000, 2),
    right: end("b", 3_000_000, 3),
    parameters,
    layers: { common: 2, commonSize: 900_000, base: [], steps },
    secrets: false,
  };
}

it("makes rows of what is compared, each with its difference", () => {
  const command: ComparedParameter = { ...variable("", "sh", "bash"), kind: "command", name: null };
  const told = comparison([command, variable("A", "1", "1"), variable("B", null, "2")]);
  const rows = parameterSections(told, voice).flatMap(({ id, rows }) =>
    rows.map(({ label, difference, left, right }) => [id, label, difference, left?.text, right?.text]),
  );
  expect(rows).toEqual([
    ["glance", "Image ID", "changed", "aaaaaaaaaaaa", "bbbbbbbbbbbb"],
    ["glance", "Size", "changed", "1MB", "3MB"],
    ["glance", "Platform", "same", "linux/amd64", "linux/amd64"],
    ["glance", "Created", "same", "at 1", "at 1"],
    ["glance", "Layers", "changed", "2", "3"],
    ["runs", "Command", "changed", "sh", "bash"],
    ["environment", "A", "same", "1", "1"],
    ["environment", "B", "added", undefined, "2"],
  ]);
});

it("names steps by their layers, and says how they differ", () => {
  const steps: ComparedStep[] = [
    { difference: "content", left: step("make", 1, 2), right: step("make", 2, 2) },
    { difference: "added", left: null, right: step("x", 5, 3) },
    { difference: "same", left: step("y", 0, null), right: step("y", 0, null) },
  ];
  const { rows } = stepSection(comparison([], steps), voice);
  expect(rows.map(({ label, difference, note }) => [label, difference, note])).toEqual([
    ["Layer 3", "changed", "Same instruction, another layer"],
    ["Layer 4", "added", undefined],
    ["Step", "same", undefined],
  ]);
  expect(rows.flatMap(diffLines)).toEqual(["- RUN make (1B)", "+ RUN make (2B)", "+ RUN x (5B)", "  RUN y"]);
});

it("tells what is unpacked apart where the engine's size is a compressed one", () => {
  const both = step("make", 9_000_000, 0);
  const told = comparison([], [{ difference: "same", left: both, right: both }]);
  const labels = parameterSections(told, voice).flatMap(({ rows }) => rows.map(({ label }) => label));
  expect(labels).toContain("Unpacked");
});

it("says in sentences what differs", () => {
  const steps: ComparedStep[] = [{ difference: "added", left: null, right: step("x", 2_100_000, 2) }];
  const told = comparison([variable("A", "1", "2"), variable("B", null, "2"), variable("C", "3", null)], steps);
  const texts = imageSentences(told, names, parameterSections(told, voice), en.imageCompare).map(({ text }) => text);
  expect(texts).toEqual([
    "a:2 is 2.1MB larger.",
    "They stand on 2 common layers (900kB).",
    "a:2 adds 1 layer of 2.1MB.",
    "Environment: B added.",
    "Environment: C removed.",
    "Environment: A changed.",
  ]);
  const same = { ...told, right: told.left };
  expect(imageSentences(same, names, [], en.imageCompare).map(({ text }) => text)).toEqual([
    "Both are the same image.",
  ]);
  expect(parameterSections(told, voice).flatMap(({ rows }) => rows.filter(isDifference)).length).toBe(6);
});
