/** The choices that stand for one thing each: an object, an image to pull, a place, a file. */
import type { Choice } from "$/components/chooser";
import { t } from "$/i18n/index.svelte";
import type { ContainerRow, ImageRow } from "$/ipc/bindings";
import type { CleanUp } from "$/lib/clean-up";
import { nameOf } from "$/lib/images";
import { KIND_ICON } from "$/lib/origin";
import { isSound, newForm, type RunForm } from "$/lib/run-form";
import { quoted } from "$/lib/shell";
import { visible } from "$/lib/text";
import { attachTo, removeImages } from "$/state/actions";
import { openDialog } from "$/state/dialogs.svelte";
import { inspectTabs } from "$/state/inspect.svelte";
import { logs, usualRange } from "$/state/logs.svelte";
import { sessions } from "$/state/sessions.svelte";
import { toasts } from "$/state/toasts.svelte";
import { view } from "$/state/view.svelte";
import type { ExecAsked } from "./exec-line";
import type { LogsAsked } from "./logs-line";
import type { Known } from "./objects";
import type { CommandPlace } from "./parse";
import type { RunAsked } from "./run-line";

const PLACE_ICON = { images: "layers", containers: "cube", inspect: "inspect", settings: "gear" } as const;
const PLACE_COMMAND: Partial<Record<CommandPlace, string>> = { images: "docker images", containers: "docker ps -a" };

export function objectChoice({ subject, name, about }: Known, onchoose: () => void): Choice {
  const kind = t().command.kinds[subject.kind];
  return {
    id: `${subject.kind}:${subject.name}`,
    label: visible(name),
    mono: true,
    note: about ? `${kind} · ${visible(about)}` : kind,
    icon: KIND_ICON[subject.kind],
    completes: `docker inspect ${quoted(subject.name)}`,
    onchoose,
  };
}

/** `line` may say more than the reference: the platform. */
export function pullChoice(reference: string, line: string): Choice {
  return {
    id: "pull",
    label: t().command.pull(visible(reference)),
    note: "docker pull",
    icon: "pull",
    onchoose: () => openDialog({ kind: "pull", reference: line, start: true }),
  };
}

/** `docker image prune`: what goes is read first. */
export function pruneChoice(start: Partial<CleanUp>): Choice {
  return {
    id: "prune",
    label: t().cleanUp.title,
    note: "docker image prune",
    icon: "broom",
    onchoose: () => openDialog({ kind: "cleanUp", start }),
  };
}

/** `docker rmi`: what goes is read first. */
export function removeChoice(rows: ImageRow[]): Choice {
  const [only, another] = rows;
  return {
    id: "remove",
    label: only && !another ? t().remove.titleOne(visible(nameOf(only))) : t().remove.titleSeveral(rows.length),
    note: "docker rmi",
    icon: "trash",
    onchoose: () => removeImages(rows),
  };
}

/** `docker logs`: one view of all that are named. */
export function logsChoice(rows: ContainerRow[], { range, timestamps }: LogsAsked, done: () => void): Choice {
  return {
    id: "logs",
    label: t().logs.title(rows.map(({ name }) => visible(name)).join(", ")),
    note: "docker logs",
    icon: "lines",
    onchoose: () => {
      done();
      const ids = rows.map(({ id }) => id);
      void logs.open(ids, { ...usualRange(), ...range }, timestamps || undefined);
    },
  };
}

/** `docker run`: at once, where nothing in it is known to be wrong; and with its form. */
export function runChoices(spec: RunAsked, done: () => void): Choice[] {
  const form = newForm(spec);
  const named = [spec.image, spec.command].filter(Boolean).map(visible).join(" ");
  const note = spec.interactive ? "docker run -it" : "docker run";
  const atOnce: Choice = {
    id: "run",
    label: t().command.run(named),
    note,
    icon: spec.interactive ? "terminal" : "play",
    onchoose: () => {
      done();
      void toasts.guard(isHello(form) ? sessions.openHello() : sessions.openRun(spec));
    },
  };
  const withForm: Choice = {
    id: "run-with",
    label: t().command.runWith(visible(spec.image)),
    note,
    icon: "sliders",
    onchoose: () => openDialog({ kind: "run", start: spec }),
  };
  return isSound(form) ? [atOnce, withForm] : [withForm];
}

/** Nothing else was typed: what the button in the frame does, also without a registry. */
function isHello(form: RunForm): boolean {
  return JSON.stringify(form) === JSON.stringify(newForm({ image: "hello-world" }));
}

/** `docker exec`: the shell or the command that is named, at once. */
export function execChoice({ id, name }: ContainerRow, spec: ExecAsked["spec"], done: () => void): Choice {
  const what = spec.command && visible(spec.command);
  return {
    id: "exec",
    label: what ? t().command.execIn(what, visible(name)) : t().command.shellIn(visible(name)),
    note: "docker exec",
    icon: "terminal",
    onchoose: () => {
      done();
      void toasts.guard(sessions.openExec({ container: id, ...spec }));
    },
  };
}

/** The same, with its form. */
export function shellWithChoice({ id, name }: ContainerRow, spec: ExecAsked["spec"]): Choice {
  return {
    id: "shell-with",
    label: t().command.shellWith(visible(name)),
    note: "docker exec",
    icon: "sliders",
    onchoose: () => openDialog({ kind: "shell", container: { id, name }, start: spec }),
  };
}

/** `docker attach` */
export function attachChoice(row: ContainerRow, done: () => void): Choice {
  return {
    id: "attach",
    label: t().command.attachTo(visible(row.name)),
    note: "docker attach",
    icon: "plug",
    onchoose: () => {
      done();
      attachTo(row);
    },
  };
}

export function placeChoice(place: CommandPlace, done: () => void): Choice {
  const note = PLACE_COMMAND[place];
  return {
    id: `place:${place}`,
    label: t().command.go(t().frame[place]),
    icon: PLACE_ICON[place],
    ...(note && { note }),
    onchoose: () => {
      view.go(place);
      done();
    },
  };
}

export function fileChoice(done: () => void): Choice {
  return {
    id: "file",
    label: t().command.openFile,
    icon: "file",
    onchoose: () => {
      done();
      void inspectTabs.openFile();
    },
  };
}
