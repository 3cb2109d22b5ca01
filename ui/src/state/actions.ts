/** What a person does to images and containers, from wherever: menus, buttons, keys. A failure is said as a toast. */
import { t } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { ContainerRow, ImageRow, Source } from "$/ipc/bindings";
import { nameOf, referenceOf } from "$/lib/images";
import { openDialog } from "./dialogs.svelte";
import { inspectTabs } from "./inspect.svelte";
import { logs } from "./logs.svelte";
import { sessions } from "./sessions.svelte";
import { toasts } from "./toasts.svelte";

export function runHello(): void {
  void toasts.guard(sessions.openHello());
}

export function runImage(row: ImageRow, interactive = false): void {
  void toasts.guard(sessions.openRun({ image: referenceOf(row), interactive }));
}

export function runReference(image: string): void {
  void toasts.guard(sessions.openRun({ image }));
}

export function runWith(row: ImageRow): void {
  openDialog({ kind: "run", start: { image: referenceOf(row) } });
}

export function pullAgain(row: ImageRow): void {
  if (row.repository !== null && row.tag !== null)
    openDialog({ kind: "pull", reference: referenceOf(row), start: true });
}

export function removeImages(rows: ImageRow[]): void {
  if (rows.length > 0) openDialog({ kind: "removeImages", rows });
}

export function cleanUp(): void {
  openDialog({ kind: "cleanUp" });
}

export function openShell(row: ContainerRow): void {
  void toasts.guard(sessions.openExec({ container: row.id }));
}

/** Asks which, as whom, and where. */
export function openShellWith({ id, name }: ContainerRow): void {
  openDialog({ kind: "shell", container: { id, name } });
}

export function attachTo(row: ContainerRow): void {
  void toasts.guard(sessions.openAttach({ container: row.id }));
}

/** One view of all of them, in the order of time. */
export function openLogs(rows: readonly ContainerRow[]): void {
  if (rows.length > 0) void logs.open(rows.map(({ id }) => id));
}

export function removeContainer(row: ContainerRow): void {
  openDialog({ kind: "removeContainer", row });
}

export function removeContainers(rows: ContainerRow[]): void {
  if (rows.length > 0) openDialog({ kind: "removeContainers", rows });
}

export type ContainerVerb = "start" | "stop" | "restart";

/** Resolves when the engine has done it, or refused. */
export async function act(row: ContainerRow, verb: ContainerVerb): Promise<void> {
  const { containerStart, containerStop, containerRestart } = backend();
  const call = { start: containerStart, stop: containerStop, restart: containerRestart }[verb];
  await toasts.guard(call(row.id), `${t().containers[verb]} · ${row.name}`);
}

const imageTarget = (row: ImageRow) =>
  ({ is: "object", subject: { kind: "image", name: referenceOf(row) }, title: nameOf(row) }) as const;
const containerTarget = (row: ContainerRow) =>
  ({ is: "object", subject: { kind: "container", name: row.id }, title: row.name }) as const;

/** A tab for each; the first of them comes to the front. */
function inspectAll(targets: (ReturnType<typeof imageTarget> | ReturnType<typeof containerTarget>)[]): void {
  const [first, ...others] = targets;
  for (const target of others) inspectTabs.open(target, { background: true });
  if (first) inspectTabs.open(first);
}

export function inspectImages(rows: readonly ImageRow[]): void {
  inspectAll(rows.map(imageTarget));
}

export function inspectContainers(rows: readonly ContainerRow[]): void {
  inspectAll(rows.map(containerTarget));
}

/** Only where there are two: the one that is shown first is on the left. */
function compareTwo(sources: Source[]): void {
  const [left, right, ...others] = sources;
  if (left && right && others.length === 0) inspectTabs.compare(left, right);
}

export function compareImages(rows: readonly ImageRow[]): void {
  compareTwo(rows.map((row) => ({ from: "object", subject: imageTarget(row).subject })));
}

/** Asks with what. */
export function compareImage(row: ImageRow): void {
  inspectTabs.askCompare({ from: "object", subject: imageTarget(row).subject });
}

export function compareContainers(rows: readonly ContainerRow[]): void {
  compareTwo(rows.map((row) => ({ from: "object", subject: containerTarget(row).subject })));
}
