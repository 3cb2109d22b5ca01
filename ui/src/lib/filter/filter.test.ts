import { describe, expect, it } from "vitest";
import type { ImageRow } from "$/ipc/bindings";
import { completed, completeFilter, type Vocabulary } from "./complete";
import { lex, quoted } from "./lex";
import { matchImages, type Facts } from "./match";
import { isKey, KEYS, nearKey, parseFilter, takes, type Key } from "./parse";
import { ageOf, dateOf, sizeOf } from "./units";

const DAY = 86_400;
const NOW = 1_800_000_000;

const image = (reference: string, more: Partial<ImageRow> = {}): ImageRow => {
  const [repository = null, tag = null] =
    reference === "" ? [] : [reference.replace(/:[^:/]*$/, ""), reference.split(":").at(-1)];
  return {
    key: reference,
    id: `sha256:${[...reference]
      .map((c) => c.charCodeAt(0).toString(16))
      .join("")
      .padEnd(64, "0")}`,
    repository,
    tag,
    digests: [],
    created: NOW - DAY,
    size: 1_000_000,
    labels: {},
    manifests: [],
    ...more,
  };
};

const nginx = image("nginx:1.29-alpine", { size: 52_300_000, labels: { maintainer: "NGINX Docker Maintainers" } });
const api = image("ghcr.io/acme/api:latest", {
  size: 174_000_000,
  created: NOW - 40 * DAY,
  labels: { team: "Payments", "com.example/a b": "x, y" },
  digests: ["ghcr.io/acme/api@sha256:feed00", "mirror.example/api@sha256:feed00"],
});
const local = image("localhost:5000/tools:dev", { size: 1_200_000_000, created: NOW - 3600 });
const bare = image("", { id: "sha256:aa11", size: 500_000_000 });
const rows = [nginx, api, local, bare];

const facts: Facts = {
  now: NOW,
  users: (id) =>
    id === nginx.id ? { all: 2, running: 1 } : id === api.id ? { all: 1, running: 0 } : { all: 0, running: 0 },
  dangling: ({ repository }) => repository === null,
  platform: (row) => (row === nginx ? "linux/amd64" : row === api ? "linux/arm64/v8" : undefined),
  update: (row) => (row === nginx ? true : row === api ? false : undefined),
};

const found = (filter: string) => matchImages(rows, parseFilter(filter).terms, facts);
const faults = (filter: string) => parseFilter(filter).faults.map(({ kind, text }) => `${kind} ${text}`);

it("what no registry was asked about has neither an update nor none", () => {
  expect(found("update:yes")).toEqual([nginx]);
  expect(found("update:no")).toEqual([api]);
  expect(found("-update:yes")).toEqual([api]);
});

describe("free text", () => {
  it("wants every word, anywhere, in any case", () => {
    expect(found("")).toBe(rows);
    expect(found("ACME lat")).toEqual([api]);
    expect(found("payments")).toEqual([api]);
    expect(found("<none>")).toEqual([bare]);
    expect(found("sha256:aa11")).toEqual([bare]);
    expect(found("feed00")).toEqual([api]);
    expect(found("acme/api@sha256:feed")).toEqual([api]);
    expect(found("mirror.example")).toEqual([]);
    expect(found("nothing like that")).toEqual([]);
  });
  it("takes spaces in quotes, and turns round with a minus", () => {
    expect(found('"docker maintainers"')).toEqual([nginx]);
    expect(found("-nginx")).toEqual([api, local, bare]);
    expect(found('-"docker maintainers" -acme')).toEqual([local, bare]);
  });
  it("takes a reference for what it is", () => {
    expect(found("localhost:5000/tools:dev")).toEqual([local]);
    expect(found("nginx:1.29-alpine")).toEqual([nginx]);
    expect(parseFilter("localhost:5000/tools").faults).toEqual([]);
  });
});

describe("keys", () => {
  it("looks into one part of the name", () => {
    expect(found("tag:latest")).toEqual([api]);
    expect(found("tag:alpine,dev")).toEqual([nginx, local]);
    expect(found("tag=1.29")).toEqual([]);
    expect(found("tag=1.29-alpine")).toEqual([nginx]);
    expect(found("tag:1.*")).toEqual([nginx]);
    expect(found("repo:api")).toEqual([api]);
    expect(found("registry:docker.io")).toEqual([nginx]);
    expect(found("registry:localhost:5000")).toEqual([local]);
    expect(found("TAG:LATEST")).toEqual([api]);
  });
  it("knows ids and digests by their beginning", () => {
    expect(found("id:aa1")).toEqual([bare]);
    expect(found("id:sha256:aa1")).toEqual([bare]);
    expect(found("id:a11")).toEqual([]);
    expect(found("digest:feed")).toEqual([api]);
    expect(found("digest:sha256:feed")).toEqual([api]);
  });
  it("knows labels by key and by value", () => {
    expect(found("label:team")).toEqual([api]);
    expect(found("label:team=payments")).toEqual([api]);
    expect(found("label:team=pay")).toEqual([]);
    expect(found("label:team=pay*")).toEqual([api]);
    expect(found('label:"com.example/a b=x, y"')).toEqual([api]);
    expect(found('label:"com.example/a b"="x, y"')).toEqual([api]);
    expect(found("-label:team")).toEqual([nginx, local, bare]);
  });
  it("compares sizes", () => {
    expect(found("size>500MB")).toEqual([local]);
    expect(found("size>=500MB")).toEqual([local, bare]);
    expect(found("size<52.3MB")).toEqual([]);
    expect(found("size<=52,3Mo")).toEqual([nginx]);
    expect(found("size:>1GB")).toEqual([local]);
    expect(found("size:174MB")).toEqual([api]);
    expect(found("size<1GiB size>100MiB")).toEqual([api, bare]);
  });
  it("compares ages and dates", () => {
    expect(found("created<30d")).toEqual([nginx, local, bare]);
    expect(found("created>30d")).toEqual([api]);
    expect(found("created<2h")).toEqual([local]);
    expect(found("created<=1j")).toEqual([nginx, local, bare]);
    const year = new Date((NOW - DAY) * 1000).getFullYear();
    expect(found(`created:${year}`)).toContain(nginx);
    expect(found(`created<${year}`)).not.toContain(nginx);
    expect(found(`created>=${year + 1}`)).toEqual([]);
  });
  it("knows what is used, and what has no name", () => {
    expect(found("used:yes")).toEqual([nginx, api]);
    expect(found("used:no")).toEqual([local, bare]);
    expect(found("used:running")).toEqual([nginx]);
    expect(found("used:oui")).toEqual([nginx, api]);
    expect(found("dangling:true")).toEqual([bare]);
    expect(found("-dangling:yes")).toEqual([nginx, api, local]);
  });
  it("leaves out, in both senses, what is not known yet", () => {
    expect(found("platform:arm64")).toEqual([api]);
    expect(found("-platform:arm64")).toEqual([nginx]);
    const index = image("multi:1", {
      manifests: ["linux/amd64", "linux/arm64"].map((platform) => ({
        digest: platform,
        kind: "image",
        platform,
        about: null,
        available: true,
        content: 1,
        unpacked: 1,
      })),
    });
    expect(matchImages([index], parseFilter("platform:arm64").terms, facts)).toEqual([index]);
  });
});

describe("faults", () => {
  it("names the place and the reason", () => {
    expect(faults("size>big")).toEqual(["notASize big"]);
    expect(faults("nginx size>500 tag:x")).toEqual(["sizeUnit 500"]);
    expect(faults("created<soon")).toEqual(["notAnAge soon"]);
    expect(faults("created<30")).toEqual(["ageUnit 30"]);
    expect(faults("created:2026-13")).toEqual(["notAnAge 2026-13"]);
    expect(faults("used:maybe")).toEqual(["notAChoice maybe"]);
    expect(faults("tag>1")).toEqual(["noCompare >"]);
    expect(faults("tags:latest")).toEqual(["unknownKey tags"]);
    expect(faults("szie>1GB")).toEqual(["unknownKey szie"]);
    expect(faults("tag:")).toEqual(["noValue tag:"]);
    expect(faults('"open')).toEqual(['openQuote "open']);
    expect(faults("- nginx")).toEqual(["nothingToExclude -"]);
    expect(parseFilter("tags:latest").faults[0]?.key).toBe("tag");
  });
  it("filters by what is understood, and by nothing else", () => {
    expect(found("size>big nginx")).toEqual([nginx]);
    expect(found("tag:")).toBe(rows);
  });
  it("tells what is unfinished from what is wrong", () => {
    expect(parseFilter("tag:").faults[0]?.unfinished).toBe(true);
    expect(parseFilter("tag: nginx").faults[0]?.unfinished).toBe(false);
    expect(parseFilter("tags:x").faults[0]?.unfinished).toBe(false);
  });
  it("does not take an image for a key gone wrong", () => {
    for (const text of ["redis:8", "node:24", "mongo:7", "ghcr.io:443/x", "ab:1", "registries.example:5000/x"])
      expect(parseFilter(text).faults, text).toEqual([]);
    expect(nearKey("used")).toBe(null);
  });
});

describe("units", () => {
  it("reads sizes as docker prints them and as French does", () => {
    expect(sizeOf("500MB")).toBe(500e6);
    expect(sizeOf("1,5 Go")).toBe(1.5e9);
    expect(sizeOf("2KiB")).toBe(2048);
    expect(sizeOf("9070B")).toBe(9070);
    expect(sizeOf("0")).toBe(0);
    expect(sizeOf("12")).toBe("noUnit");
    for (const wrong of ["", "MB", "-1MB", "1e3MB", "5XB", "1.2.3MB"]) expect(sizeOf(wrong), wrong).toBe(null);
  });
  it("reads ages and dates", () => {
    expect(ageOf("30d")).toBe(30 * DAY);
    expect(ageOf("2 semaines")).toBe(14 * DAY);
    expect(ageOf("6mo")).toBe(180 * DAY);
    expect(ageOf("90m")).toBe(5400);
    expect(ageOf("soon")).toBe(null);
    const february = dateOf("2024-02") as { from: number; to: number };
    expect(february.to - february.from).toBe(29 * DAY);
    expect(dateOf("2023-02-29")).toBe(null);
    expect(dateOf("2024-13")).toBe(null);
  });
});

describe("completion", () => {
  const vocabulary: Vocabulary = (key) =>
    key === "tag"
      ? [
          { value: "latest", count: 7 },
          { value: "1.29-alpine", count: 2 },
        ]
      : key === "label"
        ? [{ value: "com.example/a b=x, y", count: 1 }]
        : [];
  const inserts = (text: string, caret = text.length) =>
    completeFilter(text, caret, vocabulary).choices.map(({ insert }) => insert);
  const take = (text: string, at = 0) => {
    const { span, choices } = completeFilter(text, text.length, vocabulary);
    return completed(text, span, choices[at]?.insert ?? "").text;
  };

  it("offers keys, then values, the frequent first", () => {
    expect(inserts("").length).toBe(Object.keys(KEYS).length);
    expect(inserts("nginx ta")).toEqual(["tag:"]);
    expect(inserts("tag:")).toEqual(["latest", "1.29-alpine"]);
    expect(inserts("tag:1")).toEqual(["1.29-alpine"]);
    expect(inserts("used:")).toEqual(["yes", "no", "running"]);
    expect(inserts("size")).toEqual(["size"]);
    expect(inserts("size>")).toEqual([">100MB", ">500MB", ">1GB"]);
  });
  it("puts a choice in the place of what is typed, and keeps it whole", () => {
    expect(take("nginx -ta")).toBe("nginx -tag:");
    expect(take("tag:dev,la")).toBe("tag:dev,latest");
    expect(take("size>")).toBe("size>100MB");
    const whole = take("label:com");
    expect(whole).toBe('label:"com.example/a b=x, y"');
    expect(found(whole)).toEqual([api]);
    const middle = completeFilter("tag:la nginx", 6, vocabulary);
    expect(completed("tag:la nginx", middle.span, middle.choices[0]?.insert ?? "")).toEqual({
      text: "tag:latest nginx",
      caret: 10,
    });
  });
});

/** Not by chance: the same every time. */
function* random(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    yield state;
  }
}

describe("whatever is typed", () => {
  const PARTS = [
    '"',
    "\\",
    ",",
    ":",
    "=",
    "<",
    ">",
    ">=",
    "-",
    " ",
    "  ",
    "*",
    "tag",
    "size",
    "created",
    "label",
    "used",
    "500MB",
    "30d",
    "a b",
    "é",
    "\u202e",
    "\u0000",
    "😀",
    "nginx",
    "2026-01",
    "<none>",
    "\n",
  ];
  const texts = Array.from({ length: 3000 }, (_, seed) => {
    const next = random(seed + 1);
    const length = next.next().value % 9;
    return Array.from({ length }, () => PARTS[next.next().value % PARTS.length]).join("");
  });

  it("every character belongs to a term or is a space, and places are in the text and in order", () => {
    for (const text of texts) {
      let at = 0;
      for (const piece of lex(text, takes)) {
        expect(text.slice(at, piece.from).trim(), JSON.stringify(text)).toBe("");
        expect(piece.to, JSON.stringify(text)).toBeGreaterThan(piece.from);
        at = piece.to;
      }
      expect(text.slice(at).trim(), JSON.stringify(text)).toBe("");
    }
  });
  it("every term is understood or a fault with its place, and filters without a failure", () => {
    for (const text of texts) {
      const { terms, faults: wrong } = parseFilter(text);
      expect(terms.length + wrong.length).toBe(lex(text, takes).length);
      for (const { from, to } of wrong) expect(from < to && to <= text.length, JSON.stringify(text)).toBe(true);
      expect(rows).toEqual(expect.arrayContaining([...matchImages(rows, terms, facts)]));
      for (let caret = 0; caret <= text.length; caret += 1) {
        const { span } = completeFilter(text, caret, () => []);
        expect(span.from <= span.to && span.to <= text.length, JSON.stringify(text)).toBe(true);
      }
    }
  });
  it("a term and its negation part the images where everything is known", () => {
    const known: Facts = { ...facts, platform: () => "linux/amd64", update: () => true };
    for (const text of texts.filter((one) => !/\s|^-/.test(one))) {
      const { terms } = parseFilter(text);
      const { terms: negated } = parseFilter(`-${text}`);
      if (terms.length !== 1 || negated.length !== 1) continue;
      const both = [...matchImages(rows, terms, known), ...matchImages(rows, negated, known)];
      expect(new Set(both), JSON.stringify(text)).toEqual(new Set(rows));
      expect(both.length, JSON.stringify(text)).toBe(rows.length);
    }
  });
  it("any value in quotes finds exactly itself", () => {
    for (const value of texts.filter((one) => one !== "")) {
      const own = image("a:b", { tag: value });
      const text = `tag="${value.replace(/["\\]/g, "\\$&")}"`;
      expect(parseFilter(text).faults, text).toEqual([]);
      expect(matchImages([own, nginx], parseFilter(text).terms, facts)).toEqual([own]);
      expect(parseFilter(`tag:${quoted(value)}`).faults.filter(({ kind }) => kind !== "openQuote")).toEqual([]);
    }
  });
  it("a pattern of many stars takes no time", () => {
    const long = image("a:b", { tag: "a".repeat(5000) });
    expect(matchImages([long], parseFilter(`tag:${"*a".repeat(500)}*b`).terms, facts)).toEqual([]);
  });
});

it("every key of the language has a kind", () => {
  for (const key of Object.keys(KEYS) as Key[]) expect(isKey(key)).toBe(true);
});
