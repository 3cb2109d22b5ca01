import { afterEach, expect, it } from "vitest";
import { catalogues, setLanguage, t } from "$/i18n/index.svelte";
import type { LogPhase, LogsRange } from "$/ipc/bindings";
import { emptyWords, failures } from "./empty-words";

const view = (phases: LogPhase[], range: Partial<LogsRange> = {}, lines = 0) => ({
  containers: phases.map((phase, at) => ({ id: String(at), name: `web-${at + 1}`, phase, replaced: false })),
  range: { tail: 200, since: null, until: null, follow: true, ...range },
  lines,
});
const following: LogPhase = { at: "following" };
const ended: LogPhase = { at: "ended", code: 1 };
const since = "2026-11-30T08:00:00.000000000Z";
const until = { until: "2026-11-30T09:00:00.000000000Z", follow: false };

const said: [string, ReturnType<typeof view>, boolean, (words: ReturnType<typeof t>["logs"]) => string][] = [
  ["what runs", view([following]), false, (words) => words.empty],
  ["what has ended", view([ended, { at: "removed" }]), false, (words) => words.nothing],
  ["one of which runs", view([ended, following]), false, (words) => words.empty],
  ["what has not been started", view([{ at: "created" }]), false, (words) => words.created("web-1")],
  ["of which none has been started", view([{ at: "created" }, { at: "created" }]), false, (words) => words.createdAll],
  ["a part between two instants", view([{ at: "read" }], { since, ...until }), false, (w) => w.nothingBetween],
  ["a part up to an instant", view([{ at: "read" }], until), false, (words) => words.nothingUntil],
  ["a part since an instant", view([following], { since }), false, (words) => words.nothingSince],
  ["no line of what was printed", view([following], { tail: 0 }), false, (words) => words.onlyNew],
  ["what was cleared", view([following], { since }), true, (words) => words.cleared],
  ["what was cleared and is not followed", view([{ at: "read" }], until), true, (words) => words.clearedWhole],
  ["lines that a filter leaves out", view([ended], {}, 5), true, (words) => words.noneShown],
  [
    "what is on another engine",
    view([following, { at: "elsewhere", engine: "Podman" }]),
    false,
    (words) => words.elsewhere("web-2", "Podman"),
  ],
];

afterEach(() => setLanguage("en", "en"));

it.each(["en", "fr"] as const)("says why there is no line (%s)", (language) => {
  setLanguage(language, language);
  for (const [what, info, cleared, words] of said) {
    expect(failures(info), what).toEqual([]);
    expect(emptyWords(info, cleared), what).toBe(words(catalogues[language].logs));
  }
  const all = said.map(([, info, cleared]) => emptyWords(info, cleared));
  expect(new Set(all).size).toBe(all.length - 1);
  expect(emptyWords(view([{ at: "opening" }, following]), false)).toBe(catalogues[language].common.loading);
});

it.each(["en", "fr"] as const)("says what keeps lines from coming, and whose (%s)", (language) => {
  setLanguage(language, language);
  const { errors, logs } = catalogues[language];
  const error = { code: "logsUnavailable", message: "driver \u202enone", detail: null } as const;
  const { title, remedy } = errors.logsUnavailable;
  expect(failures(view([{ at: "failed", error }]))).toEqual([
    { title, remedy, words: "driver ⟨U+202E⟩none", action: "none", retry: true },
  ]);
  const damage = { code: "logDamaged", message: "unexpected EOF", detail: null } as const;
  expect(failures(view([{ at: "damaged", error: damage }]))).toMatchObject([{ ...errors.logDamaged, retry: false }]);
  expect(failures(view([following, { at: "lost" }]))).toEqual([
    { ...errors.engineLost, title: logs.of("web-2", errors.engineLost.title), words: null, retry: false },
  ]);
});
