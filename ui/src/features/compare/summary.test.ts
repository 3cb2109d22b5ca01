import { expect, it } from "vitest";
import { catalogues } from "$/i18n/index.svelte";
import type { CompareSummary, CompareTopic, Excerpt } from "$/ipc/bindings";
import { middles } from "./middle";
import { plain, sentences } from "./summary";

const excerpt = (text: string): Excerpt => ({ text, truncated: false, marks: [] });

let node = 0;
function topic(pointer: string, told: Partial<CompareTopic>): CompareTopic {
  const { added = [], removed = [], changed = [] } = told;
  return {
    pointer,
    node: ++node,
    added,
    removed,
    changed,
    addedCount: added.length,
    removedCount: removed.length,
    changedCount: changed.length,
    from: null,
    to: null,
    ...told,
  };
}

const summary = (...topics: CompareTopic[]): CompareSummary => ({
  added: 0,
  removed: 0,
  changed: 0,
  same: 0,
  topics,
  more: 0,
});

const en = (...topics: CompareTopic[]) => sentences(summary(...topics), catalogues.en.compare).map(plain);
const fr = (...topics: CompareTopic[]) => sentences(summary(...topics), catalogues.fr.compare).map(plain);

const env = topic("/Config/Env", { added: ["JAVA_HOME"], changed: ["PATH", "LANG"] });
const command = topic("/Config/Cmd", { from: excerpt("/bin/sh"), to: excerpt("/bin/bash"), changedCount: 1 });

it("tells what differs in English", () => {
  expect(en(env, command)).toEqual([
    "Environment: JAVA_HOME added, PATH and LANG changed.",
    "Command changed from /bin/sh to /bin/bash.",
  ]);
});

it("tells what differs in French", () => {
  expect(fr(env, command)).toEqual([
    "Environnement\u00a0: ajout de JAVA_HOME, modification de PATH et LANG.",
    "Commande\u00a0: passe de /bin/sh à /bin/bash.",
  ]);
});

it("puts what belongs together into one sentence", () => {
  const status = topic("/State/Status", { from: excerpt("running"), to: excerpt("exited"), changedCount: 1 });
  const pid = topic("/State/Pid", { from: excerpt("42"), to: excerpt("0"), changedCount: 1 });
  expect(en(status)).toEqual(["State: Status changed from running to exited."]);
  expect(en(status, pid)).toEqual(["State: Status and Pid changed."]);
  expect(fr(status)).toEqual(["État\u00a0: Status passe de running à exited."]);
});

it("says what came and went as a whole", () => {
  expect(en(topic("/Config/Healthcheck", { addedCount: 1 }))).toEqual(["Health check added."]);
  expect(fr(topic("/Config/Healthcheck", { removedCount: 1 }))).toEqual(["Contrôle de santé\u00a0: en moins."]);
});

it("counts what it does not name", () => {
  const many = topic("/Config/Labels", { added: ["a", "b", "c", "d", "e", "f"], addedCount: 9 });
  expect(en(many)).toEqual(["Labels: a, b, c, d, e, f and 3 more added."]);
  expect(fr(many)).toEqual(["Labels\u00a0: ajout de a, b, c, d, e, f et 3 de plus."]);
  expect(en(topic("/RootFS/Layers", { added: ["8"], changed: ["1"] }))).toEqual(["Layers: 1 added, 1 changed."]);
});

it("names what it has no word for by its path, sizes and digests in short", () => {
  expect(en(topic("/HostConfig/Memory", { from: excerpt("0"), to: excerpt("512"), changedCount: 1 }))).toEqual([
    "HostConfig.Memory changed from 0 to 512.",
  ]);
  expect(en(topic("/Size", { from: excerpt("252239692"), to: excerpt("9070"), changedCount: 1 }))).toEqual([
    "Size changed from 252MB to 9.07kB.",
  ]);
  expect(en(topic("/Id", { from: excerpt(`sha256:${"a".repeat(64)}`), to: excerpt(""), changedCount: 1 }))).toEqual([
    'Id changed from sha256:aaaaaaaaaaaa… to "".',
  ]);
});

it("shows hostile names as text", () => {
  const [said] = en(topic("/Config/Labels", { added: ["a\u202eb\ue001\u001b"] }));
  expect(said).toBe("Labels: a⟨U+202E⟩b␛ added.");
});

it("leaves out the command that was put together from the other two", () => {
  const path = topic("/Path", { from: excerpt("/bin/sh"), to: excerpt("/bin/bash"), changedCount: 1 });
  expect(en(command, path)).toEqual(["Command changed from /bin/sh to /bin/bash."]);
  expect(en(path)).toEqual(["Command changed from /bin/sh to /bin/bash."]);
});

it("cuts two texts where they begin and end to differ", () => {
  expect(middles("/bin/sh", "/bin/bash")).toEqual([
    { before: "/bin/", middle: "", after: "sh" },
    { before: "/bin/", middle: "ba", after: "sh" },
  ]);
  expect(middles("a😀b", "a😁b").map(({ middle }) => middle)).toEqual(["😀", "😁"]);
  expect(middles("aa", "a")).toEqual([
    { before: "a", middle: "a", after: "" },
    { before: "a", middle: "", after: "" },
  ]);
});
