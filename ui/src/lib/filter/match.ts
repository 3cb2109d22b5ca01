/** Whether images are what a filter asks for. */
import type { ImageRow } from "$/ipc/bindings";
import { NONE, registryOf } from "../images";
import type { LabelWanted, Range, Term, Wanted } from "./parse";

/** What a row alone does not tell. */
export interface Facts {
  /** Seconds since the epoch. */
  now: number;
  /** How many containers are made from an image, and how many of them run. */
  users: (id: string) => { all: number; running: number };
  /** Docker calls it so. */
  dangling: (row: ImageRow) => boolean;
  /** `linux/arm64`; undefined as long as it is not known. */
  platform: (row: ImageRow) => string | undefined;
  /** Whether the registry has another image for its tag; undefined where it was not asked, or did not answer. */
  update: (row: ImageRow) => boolean | undefined;
}

/** What is searched of each row, written down once: rows are looked through at every key press. */
const haystacks = new WeakMap<ImageRow, string>();

/** With the name that the row has: an image's other names have rows of their own. */
function digests({ repository, digests: all }: ImageRow): string[] {
  return all.map((digest) => (digest.startsWith(`${repository}@`) ? digest : digest.slice(digest.indexOf("@") + 1)));
}

function haystack(row: ImageRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    const labels = Object.entries(row.labels).map(([key, value]) => `${key}=${value}`);
    const name = `${row.repository ?? NONE}:${row.tag ?? NONE}`;
    text = [name, row.id, ...digests(row), ...labels].join("\n").toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

type Test = (text: string) => boolean;

function test({ text, how }: Wanted): Test {
  if (how === "contains") return (found) => found.includes(text);
  if (how === "equals") return (found) => found === text;
  return pattern(text);
}

/** `*` stands for anything. Part by part from the left, which takes no longer however many there are. */
function pattern(text: string): Test {
  const parts = text.split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop() ?? "";
  return (found) => {
    if (found.length < first.length + last.length || !found.startsWith(first) || !found.endsWith(last)) return false;
    const end = found.length - last.length;
    let at = first.length;
    for (const part of rest) {
      const next = found.indexOf(part, at);
      if (next < 0 || next + part.length > end) return false;
      at = next + part.length;
    }
    return at <= end;
  };
}

/** An id and a digest are known by how they begin, with their algorithm or without. */
function begins({ text, how }: Wanted): Test {
  if (how !== "contains") return test({ text, how });
  return (found) => found.startsWith(text) || found.slice(found.indexOf(":") + 1).startsWith(text);
}

const any = (tests: readonly Test[], text: string) => tests.some((one) => one(text));
const within = ({ least, most }: Range, number: number) => number >= least && number <= most;

function labels(wanted: readonly LabelWanted[]): (row: ImageRow) => boolean {
  const tests = wanted.map(({ key, value }) => ({ key: test(key), value: value && test(value) }));
  return (row) =>
    Object.entries(row.labels).some(([name, content]) =>
      tests.some(({ key, value }) => key(name.toLowerCase()) && (!value || value(content.toLowerCase()))),
    );
}

function holds(term: Term, facts: Facts): (row: ImageRow) => boolean {
  switch (term.about) {
    case "any":
      return (row) => haystack(row).includes(term.wanted.text);
    case "label":
      return labels(term.wanted);
    case "size":
      return (row) => within(term.range, row.size);
    case "age":
      return (row) => within(term.range, facts.now - row.created);
    case "created":
      return (row) => within(term.range, row.created);
    case "used":
      return (row) => {
        const { all, running } = facts.users(row.id);
        return term.choices.some((choice) => (choice === "no" ? all === 0 : choice === "yes" ? all > 0 : running > 0));
      };
    case "dangling":
      return (row) => term.choices.includes(facts.dangling(row) ? "yes" : "no");
    case "update":
      return (row) => term.choices.includes(facts.update(row) ? "yes" : "no");
    case "id": {
      const tests = term.wanted.map(begins);
      return (row) => any(tests, row.id);
    }
    case "digest": {
      const tests = term.wanted.map(begins);
      return (row) => row.digests.some((digest) => any(tests, digest.slice(digest.indexOf("@") + 1)));
    }
    case "platform": {
      const tests = term.wanted.map(test);
      return (row) => {
        const inside = row.manifests.flatMap(({ platform }) => platform ?? []);
        const platforms = inside.length > 0 ? inside : [facts.platform(row)];
        return platforms.some((platform) => platform !== undefined && any(tests, platform.toLowerCase()));
      };
    }
    default: {
      const tests = term.wanted.map(test);
      const { about } = term;
      return (row) => {
        const text = about === "tag" ? row.tag : about === "repo" ? row.repository : registryOf(row);
        return text !== null && any(tests, text.toLowerCase());
      };
    }
  }
}

/** Images whose platform is asked about: the others do without it. */
export function needsPlatform(terms: readonly Term[]): boolean {
  return terms.some(({ about }) => about === "platform");
}

/** Every term has to hold. What is not known yet holds in neither sense. */
export function matchImages(rows: readonly ImageRow[], terms: readonly Term[], facts: Facts): readonly ImageRow[] {
  if (terms.length === 0) return rows;
  const tests = terms.map((term) => ({ term, test: holds(term, facts) }));
  const unknown = (term: Term, row: ImageRow) =>
    (term.about === "platform" && row.manifests.length === 0 && facts.platform(row) === undefined) ||
    (term.about === "update" && facts.update(row) === undefined);
  return rows.filter((row) => tests.every(({ term, test: of }) => !unknown(term, row) && of(row) !== term.negated));
}
