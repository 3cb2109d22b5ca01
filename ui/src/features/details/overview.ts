/** An image's details in the order in which a person reads them: what runs, with what, on which file system. */
import type { Catalogue } from "$/i18n/en";
import type { ImageDetails, ImageRow, Parameter, ParameterKind } from "$/ipc/bindings";
import { humanSize } from "$/lib/format";
import { sizesOf } from "$/lib/images";
import { goDuration } from "$/lib/go-duration";
import { plain, type Entry, type Section } from "./entries";

type Words = Catalogue["overview"];

/** What depends on the clock and the language in force. */
export interface Time {
  ago: (unixSeconds: number | null) => string;
  exactly: (unixSeconds: number | null) => string;
  bytes: (n: number) => string;
}

const SIGNAL = "SIGTERM";

/** Sections of parameters that are worth saying that they are not there. */
const SPOKEN = ["environment", "network", "data", "health", "labels"] as const;

const KINDS: Record<string, readonly ParameterKind[]> = {
  environment: ["environment"],
  network: ["port"],
  data: ["volume"],
  health: [
    "healthTest",
    "healthInterval",
    "healthTimeout",
    "healthStartPeriod",
    "healthStartInterval",
    "healthRetries",
  ],
  build: ["onBuild"],
  labels: ["label"],
};

export function sections(row: ImageRow, image: ImageDetails, words: Words, time: Time): Section[] {
  const of = (kind: ParameterKind) => image.parameters.filter((one) => one.kind === kind);
  const group = (id: keyof typeof KINDS, title: string, stacked = false): Section => ({
    id,
    title,
    stacked,
    entries: (KINDS[id] ?? []).flatMap((kind) => of(kind).map((one, n) => entryOf(one, n, words))),
  });
  const single = (kind: ParameterKind, otherwise?: string): Entry[] => {
    const found = of(kind).map((one, n) => entryOf(one, n, words));
    if (found.length > 0 || otherwise === undefined) return found;
    return [{ id: kind, label: words.kinds[kind], said: plain(otherwise), faint: true }];
  };
  const runs: Section = {
    id: "runs",
    title: words.runs,
    entries: [
      ...single("entrypoint"),
      ...single("command"),
      ...single("user", words.asRoot),
      ...single("workingDir", words.inRoot),
      ...single("stopSignal", SIGNAL),
      ...single("stopTimeout"),
      ...single("shell"),
    ],
  };
  return [
    runs,
    group("environment", words.environment),
    group("network", words.network),
    group("data", words.data),
    group("health", words.health),
    group("build", words.build),
    { id: "fileSystem", title: words.fileSystem, entries: fileSystem(row, image, words, time) },
    group("labels", words.labels, true),
    { id: "identity", title: words.identity, entries: identity(image, words) },
  ].filter(({ entries }) => entries.length > 0);
}

/** What would really run: the command's words after the entrypoint's. Nothing where neither is set. */
export function runLine(texts: { entrypoint: string | null; command: string | null }): string {
  return [texts.entrypoint, texts.command].filter(Boolean).join(" ");
}

/** One quiet sentence about what the image does not set. */
export function unset(image: ImageDetails, words: Words): string | null {
  const set = new Set(image.parameters.map(({ kind }) => kind));
  const none = SPOKEN.filter((id) => !KINDS[id]?.some((kind) => set.has(kind))).map((id) => words.unsetWords[id]);
  const last = none.at(-1);
  if (last === undefined) return null;
  return words.unset(none.length < 2 ? last : words.or(none.slice(0, -1).join(", "), last));
}

function entryOf({ kind, name, value }: Parameter, n: number, words: Words): Entry {
  const base: Entry = { id: `${kind}:${n}`, label: name ?? words.kinds[kind], said: value, mono: true };
  switch (kind) {
    case "environment":
    case "label":
      return { ...base, named: true, copied: (text) => `${name ?? ""}=${text}` };
    case "port":
    case "volume":
      return { ...base, label: words.kinds[kind], said: { ...value, text: name ?? "" }, bare: true };
    case "healthTest":
      return value.text === "NONE" ? { ...base, mono: false, shown: words.healthOff } : base;
    case "healthInterval":
    case "healthTimeout":
    case "healthStartPeriod":
    case "healthStartInterval":
      return { ...base, shown: goDuration(Number(value.text)), copied: (text) => goDuration(Number(text)) };
    case "stopTimeout":
      return { ...base, mono: false, shown: words.seconds(Number(value.text)) };
    default:
      return base;
  }
}

function fileSystem(row: ImageRow, image: ImageDetails, words: Words, time: Time): Entry[] {
  const created = image.created ?? row.created;
  const instant = (id: string, label: string, at: number | null, pointer: string): Entry[] =>
    at === null
      ? []
      : [
          {
            id,
            label,
            said: plain(time.ago(at), pointer),
            hint: time.exactly(at),
            copied: () => new Date(at * 1000).toISOString(),
          },
        ];
  return [
    ...sizes(row, image, words, time),
    { id: "layers", label: words.layers, said: plain(String(image.layers), "/RootFS/Layers") },
    { id: "platform", label: words.platform, said: plain(image.platform, "/Architecture"), mono: true },
    ...given("osVersion", words.osVersion, image.osVersion, "/OsVersion", true),
    ...instant("created", words.created, created, "/Created"),
    ...instant("tagged", words.tagged, image.tagged, "/Metadata/LastTagTime"),
    ...given("author", words.author, image.author, "/Author"),
    ...given("comment", words.comment, image.comment, "/Comment"),
    ...given("builtBy", words.builtBy, image.builtBy && words.docker(image.builtBy), "/DockerVersion"),
    ...given("driver", words.driver, image.driver, "/GraphDriver", true),
  ];
}

/** Of an image whose content is kept as it was sent, beside what is unpacked, the document knows only the content of one
    platform. */
function sizes(row: ImageRow, image: ImageDetails, words: Words, time: Time): Entry[] {
  const size = (id: string, label: string, bytes: number, more: { pointer?: string; hint?: string }): Entry => ({
    id,
    label,
    said: plain(`${humanSize(bytes)} · ${time.bytes(bytes)}`, more.pointer),
    copied: () => String(bytes),
    ...(more.hint && { hint: more.hint }),
  });
  const apart = sizesOf(row);
  if (!apart) return [size("size", words.size, image.size, { pointer: "/Size" })];
  return [
    size("size", words.size, row.size, {}),
    size("content", words.content, apart.content, { hint: words.contentHint }),
    size("unpacked", words.unpacked, apart.unpacked, { hint: words.unpackedHint }),
  ];
}

function identity(image: ImageDetails, words: Words): Entry[] {
  const list = (id: string, label: string, texts: readonly string[], pointer: string): Entry[] =>
    texts.map((text, n) => ({ id: `${id}:${n}`, label, said: plain(text, `${pointer}/${n}`), mono: true }));
  return [
    ...given("id", words.id, image.id, "/Id", true),
    ...list("names", words.names, image.tags, "/RepoTags"),
    ...list("digests", words.digests, image.digests, "/RepoDigests"),
    ...given("parent", words.parent, image.parent, "/Parent", true),
  ];
}

const given = (id: string, label: string, text: string | null, pointer: string, mono = false): Entry[] =>
  text ? [{ id, label, said: plain(text, pointer), mono }] : [];
