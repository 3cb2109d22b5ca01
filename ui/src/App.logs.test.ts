/** Logs of containers in the dock, on the engine in memory. */
import { beforeAll, expect, it, vi } from "vitest";
import { unfoldedPane } from "./features/logs/unfolded-pane.svelte";
import type { LogPhase, LogsInfo } from "./ipc/bindings";
import { visible } from "./lib/text";
import { jobs } from "./state/jobs.svelte";
import { logs } from "./state/logs.svelte";
import { settings } from "./state/settings.svelte";
import { all, expectAccessible, find, openApp, press, see, until } from "./test-app";

let memory: Awaited<ReturnType<typeof openApp>>;

beforeAll(async () => {
  memory = await openApp();
  (await see("nav-containers")).click();
  await see("container-row");
});

const type = (testid: string, text: string) => {
  const input = find(testid) as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
const texts = () => all("log-text").map((one) => one.textContent);

it("opens by its tail, marks what went to stderr, and says how the container does", async () => {
  all("container-row")
    .find((row) => row.dataset.state === "running")
    ?.click();
  (await see("selection-logs")).click();
  await see("log-line");
  expect(find("logs-held")?.textContent).toMatch(/^20\d lines/);
  expect(document.querySelector("[data-stderr=true]")?.textContent).toContain("err");
  expect(find("logs-phase")?.textContent).toContain("Following");
  expect(document.querySelector("[data-testid=dock-tab][aria-selected=true]")?.textContent).toContain("Logs: ");
  await expectAccessible();
});

it("finds by a regular expression, says what is wrong with one, and leaves out the rest", async () => {
  type("logs-search", "orders/2\\d+0 ");
  await until(() => expect(find("logs-count")?.textContent).toBe("No match here"));
  find("logs-regex")?.click();
  await until(() => expect(find("logs-count")?.textContent).toMatch(/^\d+ of \d+$/));
  expect(document.querySelector("[data-testid=log-text] mark")).not.toBeNull();
  find("logs-matches-only")?.click();
  await until(() => expect(find("logs-held")?.textContent).toMatch(/ of /));
  expect(texts().every((text) => /orders\/2\d+0 /.test(text))).toBe(true);
  type("logs-search", "(");
  await until(() => expect(find("logs-count")?.textContent).toContain("unclosed group"));
  type("logs-search", "");
  find("logs-matches-only")?.click();
  await until(() => expect(find("logs-held")?.textContent).not.toMatch(/ of /));
});

it("leaves out what matches, says how many lines, and shows them again where only they are wanted", async () => {
  type("logs-search", "orders/2\\d+0 ");
  if (find("logs-regex")?.getAttribute("aria-pressed") === "false") find("logs-regex")?.click();
  await until(() => expect(find("logs-count")?.textContent).toMatch(/^\d+ of \d+$|^\d+ lines$/));
  find("logs-exclude")?.click();
  await until(() => expect(find("logs-count")?.textContent).toMatch(/^\d+ lines left out$/));
  expect(find("logs-exclude")?.getAttribute("aria-pressed")).toBe("true");
  await until(() => expect(texts().every((text) => !/orders\/2\d+0 /.test(text))).toBe(true));
  expect((find("logs-next") as HTMLButtonElement).disabled).toBe(true);
  find("logs-matches-only")?.click();
  await until(() => expect(texts().every((text) => /orders\/2\d+0 /.test(text))).toBe(true));
  expect(find("logs-exclude")?.getAttribute("aria-pressed")).toBe("false");
  find("logs-matches-only")?.click();
  type("logs-search", "");
  await until(() => expect(find("logs-held")?.textContent).not.toMatch(/ of /));
});

it("fetches earlier lines, and goes to the end again", async () => {
  find("logs-earlier")?.click();
  await until(() => expect(find("logs-held")?.textContent).toMatch(/^1,20\d lines/));
  const toEnd = await see("logs-to-end");
  toEnd.focus();
  toEnd.click();
  await until(() => expect(find("logs-to-end")).toBeNull());
  await until(() => expect(document.activeElement).toBe(find("logs-lines")));
});

it("unfolds a line that holds JSON beside the log, shows others as text, and goes along from line to line", async () => {
  const twist = () => all("log-line").find((line) => line.querySelector("[data-twist=json]"));
  await until(() => expect(twist()).toBeDefined());
  (twist()?.querySelector("[data-twist]") as HTMLElement).click();
  await until(() => expect(find("logs-unfolded")?.textContent).toContain("customer"));
  await expectAccessible();
  find("logs-lines")?.focus();
  press("ArrowUp");
  await until(() => expect(find("logs-line")?.textContent).toMatch(/^(WARN|INFO) /));
  await expectAccessible();
  press("Escape");
  await until(() => expect(find("logs-unfolded")).toBeNull());
  press("ArrowDown");
  press("Enter");
  await until(() => expect(find("logs-unfolded")?.textContent).toContain("customer"));
  find("logs-unfolded-text")?.click();
  await until(() => expect(find("logs-line")?.textContent).toContain('"customer":{'));
  find("logs-unfolded-text")?.click();
  await until(() => expect(find("logs-line")).toBeNull());
  find("logs-fold")?.click();
  await until(() => expect(find("logs-unfolded")).toBeNull());
  press("Escape");
  await until(() => expect(document.querySelector("[role=option][aria-selected=true]")).toBeNull());
});

it("reads a long line to its end, and goes to what is found there", async () => {
  type("logs-search", "far end of 2960");
  await until(() => expect(find("logs-count")?.textContent).toBe("1 of 1"));
  // It is not gone to while one types; what is not shown of a line says so.
  await until(() => expect(document.querySelector(".current [data-rest] mark")?.textContent).toBe("found further on"));
  expect(find("logs-unfolded")).toBeNull();
  find("logs-search")?.focus();
  press("Enter");
  await until(() => expect(find("logs-line-about")?.textContent).toContain("12,0"));
  await until(() => expect(document.querySelector("[data-testid=logs-line] mark[data-current]")).not.toBeNull());
  expect(find("logs-line-count")?.textContent).toBe("1 of 1");
  // How long the line is changes all the time where it grows, and is not said each time.
  expect(find("logs-line-about")?.closest("[role=status]")).toBeNull();
  expect(find("logs-line-count")?.getAttribute("role")).toBe("status");
  expect(find("logs-line-count")?.firstElementChild).not.toBeNull();
  const pieces = () => all("logs-line-piece").map((one) => one.dataset.before);
  expect(pieces()).toContain("12,000");
  await expectAccessible();
  // Others come meanwhile: this one is not read again.
  const asked = vi.spyOn(memory.backend, "logsLine");
  const held = find("logs-held")?.textContent;
  await until(() => expect(find("logs-held")?.textContent).not.toBe(held));
  expect(asked).not.toHaveBeenCalled();
  find("logs-fold")?.click();
  await until(() => expect(find("logs-unfolded")).toBeNull());
});

it("goes around within a line where no other has a match", async () => {
  const count = (text: string) => until(() => expect(find("logs-line-count")?.textContent).toBe(text));
  type("logs-search", "2960");
  await until(() => expect(document.querySelector(".current mark")?.textContent).toBe("2960"));
  find("logs-lines")?.focus();
  const gone = vi.spyOn(memory.backend, "logsMatch");
  press("F3", { shiftKey: true });
  await until(() => expect(gone).toHaveResolved());
  // Whoever chooses a line begins with its first match again.
  document.querySelector<HTMLElement>(".current [data-twist]")?.click();
  await count("1 of 2");
  find("logs-lines")?.focus();
  press("F3");
  await count("2 of 2");
  press("F3");
  await count("1 of 2");
  press("F3", { shiftKey: true });
  await count("2 of 2");
});

it("leaves the clipboard alone where nothing is selected, and copies a part of a line without breaks", async () => {
  const line = await see("logs-line");
  const copy = () => {
    const [event, setData] = [new Event("copy", { cancelable: true }), vi.fn()];
    Object.assign(event, { clipboardData: { setData } });
    line.dispatchEvent(event);
    return setData;
  };
  expect(copy()).not.toHaveBeenCalled();
  getSelection()?.selectAllChildren(line);
  expect(copy()).toHaveBeenCalledWith("text/plain", expect.stringContaining("/orders/2960 200"));
  getSelection()?.removeAllRanges();
  find("logs-fold")?.click();
  await until(() => expect(find("logs-unfolded")).toBeNull());
});

it("shows a line that holds JSON as text, where what is found in it stands further on", async () => {
  type("logs-search", "far end of 2915");
  await until(() => expect(document.querySelector(".current [data-rest] mark")).not.toBeNull());
  const click = (what: string) => document.querySelector<HTMLElement>(`.current ${what}`)?.click();
  const ways = [() => click("[data-twist=json]"), () => click("[data-rest] mark"), () => press("Enter")];
  for (const unfold of ways) {
    unfoldedPane.text = false;
    find("logs-lines")?.focus();
    unfold();
    await until(() => expect(document.querySelector("[data-testid=logs-line] mark[data-current]")).not.toBeNull());
    find("logs-fold")?.click();
    await until(() => expect(find("logs-unfolded")).toBeNull());
  }
  unfoldedPane.text = false;
  // What was chosen stays chosen where nothing is looked for any more.
  type("logs-search", "");
  await until(() => expect(document.querySelector("[data-testid=log-text] mark")).toBeNull());
  expect(document.querySelector(".current")?.textContent).toContain("read on");
  find("logs-lines")?.focus();
  press("Escape");
  await until(() => expect(document.querySelector(".current")).toBeNull());
});

it("is walked by keys, and closed as a tab is", async () => {
  find("logs-lines")?.focus();
  press("ArrowUp");
  await until(() => expect(document.querySelectorAll("[role=option][aria-selected=true]").length).toBe(1));
  press("ArrowUp", { shiftKey: true });
  await until(() => expect(document.querySelectorAll("[role=option][aria-selected=true]").length).toBe(2));
  press("Escape", { ctrlKey: true, shiftKey: true });
  await until(() => expect(document.activeElement?.getAttribute("role")).toBe("tab"));
  press("Delete");
  await until(() => expect(find("logs-lines")).toBeNull());
  document.querySelector<HTMLElement>("[data-testid=container-row][aria-selected=true]")?.focus();
  press("l");
  await see("logs-lines");
});

it("is opened for several by a line in the command bar", async () => {
  const names = all("container-row").map((row) => row.dataset.name);
  press("k", { ctrlKey: true });
  await see("command-input");
  type("command-input", `docker logs --tail 50 ${names[0]} ${names[1]}`);
  press("Enter");
  await see("logs-lines");
  await until(() => expect(document.querySelector("[data-testid=log-line] .name")).not.toBeNull());
  expect(find("logs-phase")?.children.length).toBe(2);
  expect(find("logs-fewer")).toBeNull();
  await expectAccessible();
});

/** Opens the log of one that prints no more by a line in the command bar. */
async function openStill(tail: number) {
  press("k", { ctrlKey: true });
  await see("command-input");
  const still = all("container-row").find((row) => row.dataset.state === "exited");
  type("command-input", `docker logs --tail ${tail} ${still?.dataset.name}`);
  press("Enter");
  await until(() => expect(find("command-input")).toBeNull());
  await until(() => expect(find("logs-held")?.textContent).toMatch(new RegExp(`^${tail.toLocaleString("en")} lines`)));
}

it("has the menu of the line that it is opened on", async () => {
  await openStill(140);
  const line = (at: number) => all("log-line").at(at) as HTMLElement;
  line(-3).click();
  await until(() => expect(line(-3).classList).toContain("current"));
  line(-6).dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
  await until(() => expect(line(-6).classList).toContain("current"));
  (await see("logs-until-line")).click();
  await until(() => expect(logs.active?.range).toMatchObject({ tail: 140, follow: false }));
  expect(logs.active?.range.until).toMatch(/\.\d{9}Z$/);
});

it("says that it looks in a part, and looks in all when it is told to", async () => {
  await openStill(150);
  expect(find("logs-part")).toBeNull();
  type("logs-search", "orders/17 ");
  await until(() => expect(find("logs-count")?.textContent).toBe("No match here"));
  expect(find("logs-part")?.textContent).toContain("Only the 150 lines held are looked at.");
  await expectAccessible();
  // What is left out is not looked for.
  find("logs-exclude")?.click();
  await until(() => expect(find("logs-part")).toBeNull());
  find("logs-exclude")?.click();
  await until(() => expect(find("logs-part")).not.toBeNull());
  find("logs-read-all")?.click();
  await until(() => expect(find("logs-held")?.textContent).toMatch(/^3,000 lines/));
  // What is found is gone to, and keys go on from there.
  await until(() => expect(document.querySelector(".current mark")?.textContent).toBe("orders/17 "));
  expect(find("logs-count")?.textContent).toBe("1 of 1");
  expect(document.activeElement).toBe(find("logs-lines"));
  expect(find("logs-part")).toBeNull();
  type("logs-search", "no such thing");
  await until(() => expect(find("logs-count")?.textContent).toBe("No match"));
});

it("goes to no match that comes once a person goes on to something else", async () => {
  await openStill(150);
  type("logs-search", "orders/17 ");
  await until(() => expect(find("logs-part")).not.toBeNull());
  const nothing = { ...(await memory.backend.logsList()).find(({ id }) => id === logs.active?.id) } as LogsInfo;
  const begun = vi.spyOn(memory.backend, "logsBegin");
  const gone = vi.spyOn(memory.backend, "logsMatch");
  // Its lines are still to come.
  begun.mockImplementation(async () => ({ ...nothing, revision: nothing.revision + 1 }));
  const list = () => find("logs-lines") as HTMLElement;
  const acts = [() => (list().focus(), press("End")), () => (list().focus(), press("F3"))];
  let { revision } = nothing;
  for (const act of acts) {
    find("logs-read-all")?.click();
    await until(() => expect(begun).toHaveResolved());
    await until(() => expect(document.activeElement).toBe(list()));
    act();
    await new Promise((resolve) => setTimeout(resolve, 0));
    gone.mockClear();
    revision += 2;
    memory.emit("logsChanged", { ...nothing, revision, found: 1 });
    await until(() => expect(find("logs-count")?.textContent).toBe("1 line"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(gone).not.toHaveBeenCalled();
    begun.mockClear();
    revision += 2;
    memory.emit("logsChanged", { ...nothing, revision, found: 0 });
    await until(() => expect(find("logs-count")?.textContent).toBe("No match here"));
  }
  begun.mockRestore();
  gone.mockRestore();
});

it("says that what is saved is a part, and where it is without what is not seen", async () => {
  const path = "/home/me/web\u202egol.log";
  const saved = vi.spyOn(memory.backend, "logsSave");
  for (const [inPart, said] of [
    [true, `Saved as ${visible(path)}, without those lines of the log that are not held`],
    [false, `Saved as ${visible(path)}`],
  ] as const) {
    saved.mockResolvedValueOnce({ path, inPart });
    find("logs-more")?.click();
    (await see("logs-save")).click();
    await until(() => expect(all("toast").map((toast) => toast.querySelector(".title")?.textContent)).toContain(said));
  }
  saved.mockRestore();
});

it("offers to save the whole log where not all of it is held, and that is a job", async () => {
  await openStill(145);
  const { id } = logs.active as LogsInfo;
  const saved = vi.spyOn(memory.backend, "logsSaveWhole");
  find("logs-more")?.click();
  const item = await see("logs-save-whole");
  expect(item.textContent).toContain("Save the whole log, without the filter…");
  await expectAccessible();
  item.click();
  await until(() => expect(saved).toHaveBeenCalledWith(id, settings.current.logsTimestamps));
  const said = /^The whole log of .+ is saved$/;
  await until(() =>
    expect(all("toast").some((toast) => said.test(toast.querySelector(".title")?.textContent ?? ""))).toBe(true),
  );
  expect(jobs.list[0]?.kind).toBe("saveLog");
  saved.mockRestore();
  // Of a part between two times it is all of that.
  memory.emit("logsChanged", {
    ...(logs.active as LogsInfo),
    range: { tail: 145, since: "2026-01-31T09:30:00.000000000Z", until: null, follow: true },
  });
  find("logs-more")?.click();
  expect((await see("logs-save-whole")).textContent).toContain("between these times");
  press("Escape");
  await until(() => expect(find("logs-save")).toBeNull());
  // Nothing is missing where all is held.
  memory.emit("logsChanged", { ...(logs.active as LogsInfo), earlier: "nothing" });
  find("logs-more")?.click();
  await see("logs-save");
  expect(find("logs-save-whole")).toBeNull();
  press("Escape");
  await until(() => expect(find("logs-save")).toBeNull());
});

it("tries again where a log could not be read, and says on which engine it is", async () => {
  await openStill(140);
  const info = logs.active as LogsInfo;
  const tell = (phase: LogPhase) =>
    memory.emit("logsChanged", { ...info, containers: info.containers.map((one) => ({ ...one, phase })) });
  expect(find("logs-retry")).toBeNull();
  tell({ at: "elsewhere", engine: "Podman (rootless)" });
  await until(() => expect(find("logs-phase")?.textContent).toContain("is on the engine Podman (rootless)"));
  expect(find("logs-retry")).toBeNull();
  const said = () => find("logs-phase")?.querySelector(".cut")?.firstElementChild;
  const elsewhere = said();
  tell({ at: "restarting", code: 3 });
  await until(() => expect(find("logs-phase")?.textContent).toContain("has ended with code 3, and is started again"));
  // What is said is another element each time.
  expect(said()).not.toBe(elsewhere);
  tell({ at: "damaged", error: { code: "logDamaged", message: "unexpected EOF", detail: null } });
  await until(() => expect(find("logs-phase")?.textContent).toContain("Its log is damaged"));
  expect(find("logs-phase")?.querySelector("li")?.title).toBe("unexpected EOF");
  const made = info.containers.map((one) => ({ ...one, replaced: true, phase: { at: "following" } as const }));
  memory.emit("logsChanged", { ...info, containers: made });
  await until(() => expect(find("logs-phase")?.textContent).toContain("made anew"));
  tell({ at: "failed", error: { code: "logsUnavailable", message: "no log", detail: null } });
  const begun = vi.spyOn(memory.backend, "logsBegin");
  (await see("logs-retry")).click();
  await until(() => expect(find("logs-retry")).toBeNull());
  expect(begun).toHaveBeenCalledWith(info.id, info.range);
  begun.mockRestore();
});

it("gives the keyboard to the lines, where what was pressed goes", async () => {
  await openStill(2500);
  const pressed = async (testid: string) => {
    const button = await see(testid);
    button.focus();
    button.click();
    await until(() => expect(find(testid)).toBeNull());
    await until(() => expect(document.activeElement).toBe(find("logs-lines")));
  };
  await pressed("logs-earlier");
  const info = logs.active as LogsInfo;
  const error = { code: "logsUnavailable", message: "no log", detail: null } as const;
  const failed = info.containers.map((one) => ({ ...one, phase: { at: "failed", error } as const }));
  memory.emit("logsChanged", { ...info, containers: failed });
  await pressed("logs-retry");
});

it("shows no other part of what can't be read again, and says why", async () => {
  await openStill(135);
  const info = logs.active as LogsInfo;
  const removed = info.containers.map((one) => ({ ...one, phase: { at: "removed" } as const }));
  memory.emit("logsChanged", { ...info, containers: removed });
  find("logs-range")?.click();
  const begin = (await see("logs-begin")) as HTMLButtonElement;
  expect([begin.disabled, begin.title]).toEqual([true, "What is shown of this log can’t be read again"]);
  await expectAccessible();
  press("Escape");
  await until(() => expect(find("logs-range-form")).toBeNull());
});

it("says that a line begins above what is there, and fetches its beginning", async () => {
  // One that prints no more: on a busy machine others print more than is in sight meanwhile.
  await openStill(5);
  await until(() => expect(all("log-text")[0]?.textContent).toMatch(/^begins earlier …/));
  await expectAccessible();
  // Found where all is in sight: there is nowhere to go to. What comes above by itself has matches too.
  type("logs-search", "api");
  await until(() => expect(document.querySelector(".current mark")).not.toBeNull());
  await until(() => expect(find("logs-count")?.textContent).toMatch(/^\d+ (of \d+|lines)$/));
  await until(() => expect(find("logs-to-end")).toBeNull());
  document.querySelector<HTMLElement>("[data-before]")?.click();
  await until(() => expect(find("logs-held")?.textContent).toMatch(/^1,0\d\d lines/));
  await until(() => expect(document.querySelector("[data-before]")).toBeNull());
});

it("begins with another part, which is not what every log begins with from then on", async () => {
  const { logsTail } = settings.current;
  find("logs-range")?.click();
  await see("logs-tail");
  type("logs-since", "1h");
  type("logs-until", "2h");
  find("logs-begin")?.click();
  await until(() => expect(find("logs-range-form")?.textContent).toContain("before the beginning"));
  type("logs-until", "9".repeat(22));
  await until(() => expect(find("logs-range-form")?.textContent).toContain("Not a length of time"));
  for (const end of ["logs-since", "logs-until"]) type(end, "");
  type("logs-tail", "");
  find("logs-begin")?.click();
  await until(() => expect(find("logs-held")?.textContent).toMatch(/^3,0\d\d lines/));
  expect(settings.current.logsTail).toBe(logsTail);
});

it("says that of several it begins with fewer lines than were asked for", async () => {
  const names = all("container-row").map((row) => row.dataset.name);
  press("k", { ctrlKey: true });
  await see("command-input");
  type("command-input", `docker logs --tail 20000 ${names[0]} ${names[1]}`);
  press("Enter");
  await until(() => expect(find("command-input")).toBeNull());
  await until(() => expect(find("logs-phase")?.children.length).toBe(2));
  find("logs-range")?.click();
  const tail = (await see("logs-tail")) as HTMLInputElement;
  expect(tail.value).toBe("20000");
  expect(find("logs-range-form")?.textContent).toContain("at most 5,000 lines each");
});
