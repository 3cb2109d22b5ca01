/** The decisions of the dock that need no window: keys, titles, answers, durations. */
import { describe, expect, it } from "vitest";
import { catalogues } from "$/i18n/index.svelte";
import type { LogPhase, LogsInfo, SessionInfo } from "$/ipc/bindings";
import { isKnownExitCode, KNOWN_EXIT_CODES } from "$/lib/exit-codes";
import { ownTitle, sessionTone, tabState } from "./describe";
import { duration } from "./duration";
import { decideKey, isTab, type Key, type KeyChoices } from "./keys";
import { isReply } from "./replies";
import { ofLogs, tabOf } from "./tabs";

function key(written: string): Key {
  const parts = written.split(/\+(?=.)/);
  const has = (name: string) => parts.includes(name);
  return {
    key: parts.at(-1) ?? "",
    code: "",
    ctrlKey: has("Ctrl"),
    shiftKey: has("Shift"),
    altKey: has("Alt"),
    metaKey: has("Meta"),
  };
}

const PC: KeyChoices = { mac: false, ctrlV: false, panes: null };
const MAC: KeyChoices = { mac: true, ctrlV: false, panes: null };

describe("decideKey", () => {
  it.each([
    ["Ctrl+Shift+C", "copy"],
    ["Ctrl+Shift+v", "paste"],
    ["Ctrl+Insert", "copy"],
    ["Shift+Insert", "paste"],
    ["Ctrl+Shift+Escape", "leave"],
    ["Ctrl+PageDown", "nextTab"],
    ["Ctrl+PageUp", "previousTab"],
    ["Ctrl+Shift+W", "closeTab"],
    ["Ctrl+=", "larger"],
    ["Ctrl+Shift++", "larger"],
    ["Ctrl+-", "smaller"],
    ["Ctrl+0", "resetSize"],
    ["Ctrl+Shift+A", "selectAll"],
    ["Ctrl+Shift+F", "find"],
    ["Ctrl+Shift+S", "findAll"],
    ["Ctrl+Shift+K", "clear"],
    ["Ctrl+Shift+L", "listTabs"],
    ["Ctrl+Shift+M", "menu"],
    ["ContextMenu", "menu"],
    ["Ctrl+Shift+E", "splitRow"],
    ["Ctrl+Shift+O", "splitColumn"],
    ["Ctrl+Shift+PageUp", "moveTabLeft"],
    ["Ctrl+Shift+PageDown", "moveTabRight"],
    ["Ctrl+Tab", "nextStop"],
    ["Ctrl+Shift+Tab", "previousStop"],
    ["Ctrl+Shift+I", "window"],
  ])("%s is ours: %s", (written, decision) => {
    expect(decideKey(key(written), PC)).toBe(decision);
  });

  it.each([
    "a",
    "Ctrl+c",
    "Ctrl+v",
    "Ctrl+k",
    "Ctrl+w",
    "Ctrl+j",
    "Escape",
    "F1",
    "F6",
    "Tab",
    "Shift+Tab",
    "Alt+c",
    "Shift+PageUp",
  ])("%s is the program's", (written) => expect(decideKey(key(written), PC)).toBe("program"));

  it("knows Tab with Shift where the web view has no name for it", () => {
    expect(decideKey({ ...key("Ctrl+Shift+Unidentified"), code: "Tab" }, PC)).toBe("previousStop");
    expect([isTab({ key: "Unidentified", code: "Tab" }), isTab({ key: "a", code: "KeyA" })]).toEqual([true, false]);
  });

  it("knows the keys of another alphabet by their place, and digits that need Shift", () => {
    expect(decideKey({ ...key("Ctrl+Shift+\u0421"), code: "KeyC" }, PC)).toBe("copy");
    expect(decideKey({ ...key("Ctrl+\u0441"), code: "KeyC" }, PC)).toBe("program");
    expect(decideKey({ ...key("Ctrl+\u00e0"), code: "Digit0" }, PC)).toBe("resetSize");
  });

  it("leaves readline's undo alone", () => {
    expect(decideKey(key("Ctrl+Shift+_"), PC)).toBe("program");
  });

  it("pastes with Ctrl+V where a person chose so", () => {
    expect(decideKey(key("Ctrl+v"), { ...PC, ctrlV: true })).toBe("paste");
    expect(decideKey(key("Ctrl+Alt+v"), { ...PC, ctrlV: true })).toBe("program");
  });

  it("leads to another pane where there is one in that direction", () => {
    expect(decideKey(key("Ctrl+Shift+ArrowRight"), PC)).toBe("program");
    expect(decideKey(key("Ctrl+Shift+ArrowRight"), { ...PC, panes: "row" })).toBe("nextPane");
    expect(decideKey(key("Ctrl+Shift+ArrowUp"), { ...PC, panes: "row" })).toBe("program");
    expect(decideKey(key("Ctrl+Shift+ArrowUp"), { ...PC, panes: "column" })).toBe("previousPane");
    expect(decideKey(key("Ctrl+ArrowRight"), { ...PC, panes: "row" })).toBe("program");
  });

  it("copies and pastes with Command on a Mac", () => {
    expect(decideKey(key("Meta+c"), MAC)).toBe("copy");
    expect(decideKey(key("Meta+v"), MAC)).toBe("paste");
    expect(decideKey(key("Ctrl+c"), MAC)).toBe("program");
  });
});

describe("isReply", () => {
  it.each([
    "\u001b[?1;2c",
    "\u001b[>0;276;0c",
    "\u001b[12;40R",
    "\u001b[0n",
    "\u001b[?2026;2$y",
    "\u001b]10;rgb:d7d7/e0e0/e7e7\u001b\\",
    "\u001bP1$r0m\u001b\\",
    "\u001b[?1;2c\u001b[1;1R",
  ])("%j is an answer", (data) => expect(isReply(data)).toBe(true));

  it.each([
    "a",
    "\r",
    "\u0003",
    "\u001b",
    "\u001b[A",
    "\u001b[1;5C",
    "\u001b[15~",
    "\u001bOP",
    "\u001b[200~x\u001b[201~",
  ])("%j is typed", (data) => expect(isReply(data)).toBe(false));
});

function info(changes: Partial<SessionInfo>): SessionInfo {
  return {
    id: 1,
    kind: "run",
    spec: { image: "busybox" },
    image: "centos",
    container: null,
    containerName: null,
    containerRemoved: false,
    tty: true,
    commandLine: "docker run -it centos /bin/bash",
    started: 0,
    phase: { at: "running" },
    fallback: null,
    ...changes,
  } as SessionInfo;
}

const title = (changes: Partial<SessionInfo>, number = 1) => ownTitle(tabOf(info(changes)), number);

describe("ownTitle", () => {
  it("says what runs where", () => {
    expect(title({})).toBe("centos · /bin/bash");
    expect(title({ commandLine: "docker run centos" })).toBe("centos");
    const latest = { image: "centos:latest", commandLine: "docker run -it centos:latest top" };
    expect(title(latest)).toBe("centos · top");
    expect(title({ kind: "hello", image: "hello-world", commandLine: "docker run hello-world" })).toBe("hello-world");
    const exec = { kind: "exec", containerName: "web-1", commandLine: "docker exec -it web-1 sh" } as const;
    expect(title(exec)).toBe("web-1 · sh");
    // What an option says is not where it runs.
    const line = "docker exec -it --user postgres -e A=b postgres /bin/bash";
    expect(title({ kind: "exec", containerName: "postgres", commandLine: line })).toBe("postgres · /bin/bash");
    const options = "docker exec -it -e 'JAVA_OPTS=-Xms1g -Xmx2g' web bash";
    expect(title({ kind: "exec", containerName: "web", commandLine: options })).toBe("web · bash");
    expect(title({ image: "redis", commandLine: "docker run --rm --name redis redis" })).toBe("redis");
    expect(title({ image: "redis", commandLine: "docker run --rm redis redis" })).toBe("redis · redis");
  });

  it("numbers what is called alike where it is read first", () => {
    expect(title({}, 2)).toBe("centos 2 · /bin/bash");
    expect(title({ commandLine: "docker run centos" }, 3)).toBe("centos 3");
  });

  it("shows what would turn the line around", () => {
    expect(title({ image: "a\u202eb", commandLine: "" })).not.toContain("\u202e");
  });
});

it("marks how a session is", () => {
  expect(sessionTone(info({}))).toBe("ok");
  expect(sessionTone(info({ phase: { at: "exited", code: 0, duration: 1 } }))).toBe("quiet");
  expect(sessionTone(info({ phase: { at: "exited", code: 1, duration: 1 } }))).toBe("warn");
});

it("explains the exit codes that mean something, in every language", () => {
  for (const { terminal } of Object.values(catalogues)) {
    for (const code of KNOWN_EXIT_CODES) expect(terminal.exitMeaning[code].length).toBeGreaterThan(5);
  }
  expect(isKnownExitCode(137)).toBe(true);
  expect(isKnownExitCode(1)).toBe(false);
});

it("writes durations as they are read", () => {
  const plain = (ms: number, language: "en" | "fr") => duration(ms, language).replaceAll("\u00a0", " ");
  expect(plain(512, "en")).toBe("0.5 s");
  expect(plain(512, "fr")).toBe("0,5 s");
  expect(plain(12_400, "en")).toBe("12 s");
  expect(plain(200_000, "en")).toBe("3 min 20 s");
  expect(plain(3_720_000, "fr")).toBe("1 h 2 min");
});

it.each<[string, LogPhase["at"][]]>([
  ["waiting", ["created"]],
  ["waiting", ["elsewhere", "restarting"]],
  ["ended", ["created", "ended"]],
  ["ended", ["removed"]],
  ["ended", ["read"]],
  ["following", ["created", "following"]],
  ["interrupted", ["elsewhere", "lost"]],
])("says of a view of logs that it is %s where its containers are %j", (state, phases) => {
  const containers = phases.map((at) => ({ phase: { at } }));
  expect(tabState(ofLogs({ id: 1, containers } as LogsInfo))).toBe(state);
});
