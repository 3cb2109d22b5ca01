/**
 * A line being typed in the command bar: what it asks for, what there is to choose, and what happens when it is entered.
 * Names are asked of the engine as `docker inspect` asks: one object is opened, several are a question, none is said.
 */
import type { Choice } from "$/components/chooser";
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { CommandError, ContainerRow, Subject, SubjectKind } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { present } from "$/ipc/presentation";
import { KIND_ICON } from "$/lib/origin";
import { isCalled } from "$/lib/images";
import { referenceFault } from "$/lib/reference";
import { quoted } from "$/lib/shell";
import { visible } from "$/lib/text";
import { containers } from "$/state/containers.svelte";
import { images } from "$/state/images.svelte";
import { inspectTabs } from "$/state/inspect.svelte";
import { Names } from "$/state/names.svelte";
import {
  attachChoice,
  execChoice,
  fileChoice,
  logsChoice,
  objectChoice,
  placeChoice,
  pruneChoice,
  pullChoice,
  removeChoice,
  runChoices,
  shellWithChoice,
} from "./choices";
import { closest } from "./closest";
import { compareNames } from "./compare-names";
import { known, matching, type Known } from "./objects";
import { containerOf, holderOf, moveChoice } from "./move-choices";
import type { LogsAsked } from "./logs-line";
import type { Move } from "./moves";
import { lastWord, parse, type Asked, type CommandPlace } from "./parse";
import type { RunAsked } from "./run-line";
import { sayFault } from "./say-fault";

/** Objects offered at once: what one looks through rather than types on. */
const OFFERED = 40;
const CLOSE_TO = 6;
const PLACES: readonly CommandPlace[] = ["images", "containers", "inspect", "settings"];

/** The container that an export or a commit is about. */
function containerNamed(move: Move): string | null {
  return move.is === "export" || move.is === "commit" ? move.container : null;
}

interface Question {
  name: string;
  subjects: Subject[];
  /** Names of the same line that come after. */
  rest: string[];
  kind: SubjectKind | null;
}

export class CommandLine {
  #text = $state("");
  #question = $state.raw<Question | null>(null);
  #missing = $state.raw<{ name: string; kind: SubjectKind | null }[]>([]);
  #looking = $state<string | null>(null);
  #error = $state.raw<CommandError | null>(null);
  readonly #names = new Names();
  readonly #done: () => void;

  /** `done` when there is nothing more to ask. */
  constructor(text: string, done: () => void) {
    this.#text = text;
    this.#done = done;
    void this.#names.ask();
  }

  get text(): string {
    return this.#text;
  }
  /** What was asked before is not asked any more. */
  set text(text: string) {
    this.#text = text;
    this.#question = null;
    this.#missing = [];
    this.#error = null;
  }

  readonly #asked = $derived<Asked>(parse(this.#text));
  readonly #known = $derived(known(images.value ?? [], containers.value ?? [], this.#names.list));
  readonly #choices = $derived<Choice[]>(this.#offer());

  get choices(): Choice[] {
    return this.#choices;
  }

  /** A question that waits for an answer. */
  get asking(): string | null {
    return this.#question && t().command.several(visible(this.#question.name));
  }

  /** What is wrong, in words. */
  get fault(): string | null {
    const words = t().command;
    if (this.#error) {
      const { title, words: said } = present(this.#error);
      return [title, said && visible(said)].filter(Boolean).join(": ");
    }
    if (this.#missing.length > 0)
      return this.#missing
        .map(({ name, kind }) => (kind ? words.noneOf(kind, visible(name)) : words.none(visible(name))))
        .join(" ");
    if (this.#asked.is === "fault") return sayFault(this.#asked.fault);
    const container = this.#asked.is === "move" ? containerNamed(this.#asked.move) : null;
    const logged = this.#asked.is === "logs" ? this.#asked.asked.containers : [];
    const gone = containers.value && logged.find((name) => !containerOf(containers.value ?? [], name));
    if (gone) return words.noneOf("container", visible(gone));
    if (container && containers.value && !containerOf(containers.value, container))
      return words.noneOf("container", visible(container));
    const joined = this.#joined;
    if (joined && containers.value && this.#choices.length === 0) {
      const row = containerOf(containers.value, joined);
      return row ? words.stands(visible(row.name)) : words.noneOf("container", visible(joined));
    }
    return null;
  }

  /** The container that an exec or an attach names. */
  get #joined(): string {
    if (this.#asked.is === "exec") return this.#asked.asked.container;
    return this.#asked.is === "attach" ? this.#asked.container : "";
  }

  get looking(): string | null {
    return this.#looking;
  }

  async inspect(names: string[], kind: SubjectKind | null): Promise<void> {
    this.#missing = [];
    await this.#look(names, kind);
  }

  /** One name after the other; a name of several objects waits for an answer. */
  async #look(names: string[], kind: SubjectKind | null): Promise<void> {
    const [name, ...rest] = names;
    if (name === undefined) return this.#missing.length === 0 ? this.#done() : undefined;
    if (this.#looking !== null) return;
    const asked = this.#text;
    this.#error = null;
    this.#looking = name;
    try {
      const subjects = await backend().inspectResolve(name, kind);
      this.#looking = null;
      // Something else has been typed meanwhile.
      if (this.#text !== asked) return;
      if (subjects.length > 1) this.#question = { name, subjects, rest, kind };
      else {
        if (subjects[0]) inspectTabs.open({ is: "object", subject: subjects[0] });
        else this.#missing = [...this.#missing, { name, kind }];
        await this.#look(rest, kind);
      }
    } catch (thrown) {
      this.#error = toCommandError(thrown);
    } finally {
      this.#looking = null;
    }
  }

  #offer(): Choice[] {
    if (this.#question) return this.#answers(this.#question);
    const missing = this.#missing[0];
    if (missing) {
      const near = closest(
        this.#known.filter(({ subject }) => !missing.kind || subject.kind === missing.kind),
        ({ name }) => name,
        missing.name,
        CLOSE_TO,
      );
      return near.map((one) => ({ ...this.#object(one), group: t().command.closest }));
    }
    const asked = this.#asked;
    switch (asked.is) {
      case "nothing":
        return this.#starts();
      case "fault":
        return [];
      case "place":
        return [placeChoice(asked.place, this.#done)];
      case "pull":
        return [pullChoice(asked.reference, asked.line)];
      case "move": {
        const name = containerNamed(asked.move);
        const container = name ? containerOf(containers.value ?? [], name) : undefined;
        return moveChoice(asked.move, { container, holder: holderOf(asked.move, images.value ?? []) }, this.#done);
      }
      case "logs":
        return this.#logs(asked.asked);
      case "run":
        return this.#runs(asked.asked);
      case "exec":
        return this.#joins(asked.asked.container, (row) => [
          execChoice(row, asked.asked.spec, this.#done),
          shellWithChoice(row, asked.asked.spec),
        ]);
      case "attach":
        return this.#joins(asked.container, (row) => [attachChoice(row, this.#done)]);
      case "prune":
        return [pruneChoice(asked.start)];
      case "remove":
        return this.#removals(asked.names);
      case "inspect":
        return this.#inspections(asked);
      case "compare":
        return this.#comparisons(asked.names);
      case "name":
        return this.#named(asked.text);
    }
  }

  #answers({ name, subjects, rest, kind }: Question): Choice[] {
    return subjects.map((subject): Choice => ({
      id: `${subject.kind}:${subject.name}`,
      label: t().command.inspectAs(subject.kind, visible(name)),
      icon: KIND_ICON[subject.kind],
      note: `docker ${subject.kind} inspect ${quoted(visible(name))}`,
      onchoose: () => {
        this.#question = null;
        inspectTabs.open({ is: "object", subject });
        void this.#look(rest, kind);
      },
    }));
  }

  /** For a line on which nothing is typed: what can be. */
  #starts(): Choice[] {
    const words = t().command;
    const start = (text: string, note: string): Choice => ({
      id: text.trim(),
      label: text.trim(),
      note,
      mono: true,
      icon: "terminal",
      completes: text,
      onchoose: () => (this.text = text),
    });
    return [
      start("docker inspect ", words.unnamed),
      start("docker run -it ", words.unnamedRun),
      start("docker pull ", words.unnamedPull),
      start("compare ", words.unnamedCompare),
      start("docker tag ", words.moves.usage.tag),
      start("docker push ", words.moves.usage.push),
      start("docker save ", words.moves.usage.save),
      start("docker load", words.moves.usage.load),
      start("docker logs ", words.unnamedLogs),
      start("docker exec -it ", words.unnamedExec),
      start("docker attach ", words.unnamedAttach),
      start("docker rmi ", words.unnamedRemove),
      pruneChoice({}),
      ...PLACES.map((place) => placeChoice(place, this.#done)),
      fileChoice(this.#done),
    ];
  }

  #inspections({ kind, names }: Extract<Asked, { is: "inspect" }>): Choice[] {
    const { before, text } = lastWord(this.#text);
    const rightKind = this.#known.filter(({ subject }) => !kind || subject.kind === kind);
    const others = names.slice(0, text ? -1 : undefined);
    const offered = matching(rightKind, text, OFFERED).filter(
      ({ name }) => names.length !== 1 || name !== text || this.#twice(name),
    );
    const objects = offered.map((one): Choice => ({
      ...this.#object(one),
      completes: `${before}${quoted(one.subject.name)}`,
      onchoose: () => void this.inspect([...others, one.subject.name], others.length > 0 ? kind : one.subject.kind),
    }));
    if (names.length === 0) return objects;
    const asTyped: Choice = {
      id: "as-typed",
      label: names.length > 1 ? t().command.inspectAll(names.length) : t().command.inspect(visible(names[0] ?? "")),
      note: "docker inspect",
      icon: "inspect",
      onchoose: () => void this.inspect(names, kind),
    };
    return [asTyped, ...objects];
  }

  #comparisons(names: string[]): Choice[] {
    const { before, text } = lastWord(this.#text);
    const [left, right] = names;
    const both = left !== undefined && right !== undefined;
    const objects = matching(this.#known, text, OFFERED).map((one): Choice => {
      const line = `${before}${quoted(one.subject.name)}${names.length < 2 && before.trim() === "compare" ? " " : ""}`;
      return { ...this.#object(one), completes: line, onchoose: () => this.#complete(line) };
    });
    if (!both) return objects;
    const asTyped: Choice = {
      id: "as-typed",
      label: t().command.compare(visible(left), visible(right)),
      icon: "compare",
      onchoose: () => void this.#compare(left, right),
    };
    return [asTyped, ...objects];
  }

  /** The first of two names; with both the comparison is opened. */
  #complete(line: string): void {
    this.text = line;
    const [left, right] = this.#asked.is === "compare" ? this.#asked.names : [];
    if (left !== undefined && right !== undefined) void this.#compare(left, right);
  }

  async #compare(left: string, right: string): Promise<void> {
    const asked = this.#text;
    this.#error = null;
    this.#looking = left;
    try {
      const missing = await compareNames(left, right, () => this.#text === asked);
      if (this.#text !== asked) return;
      this.#missing = missing.map((name) => ({ name, kind: null }));
      if (missing.length === 0) this.#done();
    } catch (thrown) {
      this.#error = toCommandError(thrown);
    } finally {
      this.#looking = null;
    }
  }

  /** Names that are meant, and while the last one is typed those that it may become. */
  #removals(names: string[]): Choice[] {
    const rows = images.value ?? [];
    const found = names.flatMap((name) => rows.filter((row) => isCalled(row, name)));
    const choice = found.length > 0 ? [removeChoice(found)] : [];
    const { before, text } = lastWord(this.#text);
    const pictures = this.#known.filter(({ subject }) => subject.kind === "image");
    const offered = matching(pictures, text, OFFERED).filter(({ name }) => !names.includes(name));
    return [
      ...choice,
      ...offered.map((one): Choice => {
        const line = `${before}${quoted(one.subject.name)}`;
        return { ...this.#object(one), completes: line, onchoose: () => (this.text = line) };
      }),
    ];
  }

  /** The containers that are named, and while the last is typed those that it may become. */
  #logs(asked: LogsAsked): Choice[] {
    const rows = containers.value ?? [];
    const found = asked.containers.flatMap((name) => containerOf(rows, name) ?? []);
    const isWhole = found.length > 0 && found.length === asked.containers.length;
    const { before, text } = lastWord(this.#text);
    const known = this.#known.filter(({ subject }) => subject.kind === "container");
    const offered = matching(known, text.startsWith("-") ? "" : text, OFFERED).filter(
      ({ name }) => !asked.containers.includes(name),
    );
    return [
      ...(isWhole ? [logsChoice(found, asked, this.#done)] : []),
      ...offered.map((one): Choice => {
        const line = `${before}${quoted(one.name)}`;
        return { ...this.#object(one), completes: line, onchoose: () => (this.text = line) };
      }),
    ];
  }

  /** The image that is named, here or not, and while it is typed those that it may become. */
  #runs(spec: RunAsked): Choice[] {
    const { before, text } = lastWord(this.#text);
    // Behind the name stands the command, and before it options, which complete nothing.
    const typing = text === spec.image && spec.command === "";
    const pictures = this.#known.filter(({ subject }) => subject.kind === "image");
    const offered = typing ? matching(pictures, text, OFFERED).filter(({ name }) => name !== text) : [];
    const lineOf = (one: Known) => `${before}${quoted(one.subject.name)}`;
    const begun = offered.find(({ name }) => name.startsWith(text));
    const choices = spec.image ? runChoices(spec, this.#done) : [];
    return [
      // What is typed may be all of a name: Tab makes it the one that is here.
      ...choices.map((choice) => ({ ...choice, ...(begun && { completes: lineOf(begun) }) })),
      ...offered.map((one): Choice => {
        const line = lineOf(one);
        return { ...this.#object(one), completes: line, onchoose: () => (this.text = line) };
      }),
    ];
  }

  /** What can be done with the running container that is named, and while it is typed those that it may become. */
  #joins(name: string, choices: (row: ContainerRow) => Choice[]): Choice[] {
    const running = (containers.value ?? []).filter(({ state }) => state === "running");
    const found = name ? containerOf(running, name) : undefined;
    const { before, text } = lastWord(this.#text);
    // Behind the name stands the command, which completes nothing.
    const typing = text === name && !text.startsWith("-");
    const known = this.#known.filter(
      ({ subject }) => subject.kind === "container" && containerOf(running, subject.name),
    );
    const offered = typing ? matching(known, name, OFFERED).filter((one) => one.name !== found?.name) : [];
    return [
      ...(found ? choices(found) : []),
      ...offered.map((one): Choice => {
        const line = `${before}${quoted(one.name)}`;
        return { ...this.#object(one), completes: line, onchoose: () => (this.text = line) };
      }),
    ];
  }

  #named(text: string): Choice[] {
    const wanted = text.toLowerCase();
    const titles = t().frame;
    const objects = matching(this.#known, text, OFFERED).map((one) => this.#object(one));
    const places = PLACES.filter((place) => titles[place].toLowerCase().startsWith(wanted)).map((p) =>
      placeChoice(p, this.#done),
    );
    const one = !/\s/.test(text);
    const exact: Choice[] = one
      ? [
          {
            id: "as-typed",
            label: t().command.inspect(visible(text)),
            note: `docker inspect ${quoted(visible(text))}`,
            icon: "inspect",
            onchoose: () => void this.inspect([text], null),
          },
        ]
      : [];
    const pull = one && referenceFault(text) === null ? [pullChoice(text, text)] : [];
    return [...objects, ...places, ...exact, ...pull];
  }

  #object(one: Known): Choice {
    return objectChoice(one, () => void this.inspect([one.subject.name], one.subject.kind));
  }

  /** An image and a container have the same name. */
  #twice(name: string): boolean {
    return this.#known.filter((one) => one.name === name).length > 1;
  }
}
