/** What the dock says about a session: what it is, how it does, the tone of its dot. */
import { languageInForce, t } from "$/i18n/index.svelte";
import type { LogsInfo, Loss, SessionInfo } from "$/ipc/bindings";
import { shortId } from "$/lib/format";
import { pullShare } from "$/lib/pull";
import { visible } from "$/lib/text";
import { duration } from "./duration";
import type { DockTab } from "./tabs";

/** `centos · /bin/bash`: what runs where; `centos 2 · /bin/bash` is the second of that name. */
function sessionTitle(info: SessionInfo, number: number): string {
  const place =
    info.kind === "exec" || info.kind === "attach"
      ? (info.containerName ?? shortId(info.container ?? info.image))
      : info.image.replace(/:latest$/, "");
  const command = commandOf(info);
  const more = info.kind === "attach" ? t().terminal.attached : command;
  const nth = numbered(place, number);
  return visible(more ? `${nth} · ${more}` : nth);
}

const numbered = (name: string, number: number) => (number > 1 ? `${name} ${number}` : name);

/** Options with a value, of those that the shell writes. */
const VALUED = ["--name", "--user", "--workdir", "-e", "-p", "-v"];

/** The end of the command line, after the image or the container: that name may be the value of an option, too. */
function commandOf({ kind, commandLine, image, container, containerName }: SessionInfo): string {
  const places = kind === "exec" || kind === "attach" ? [containerName, container] : [image];
  const words = commandLine.split(" ");
  for (const place of places) {
    const at = words.findIndex((word, at) => word === place && !VALUED.includes(words[at - 1] ?? ""));
    if (at >= 0) return words.slice(at + 1).join(" ");
  }
  return "";
}

export type Tone = "busy" | "ok" | "quiet" | "warn" | "bad";

export function sessionTone({ phase }: SessionInfo): Tone {
  switch (phase.at) {
    case "running":
      return "ok";
    case "exited":
      return phase.code === 0 ? "quiet" : "warn";
    case "failed":
      return "bad";
    case "lost":
      return "warn";
    case "detached":
    case "cancelled":
      return "quiet";
    default:
      return "busy";
  }
}

/** Which of its container and its engine went away. */
export function lossWords({ containerName, image }: SessionInfo, loss: Loss): string {
  const words = t().terminal.loss;
  const name = visible(containerName ?? image);
  return loss.is === "stopped" ? words.stopped(name, loss.code) : words[loss.is](name);
}

/** How the worst of its containers does. */
function logsTone({ containers }: LogsInfo): Exclude<Tone, "warn"> {
  const at = containers.map(({ phase }) => phase.at);
  if (at.includes("failed") || at.includes("lost")) return "bad";
  if (at.includes("opening")) return "busy";
  return at.includes("following") || at.includes("damaged") ? "ok" : "quiet";
}

/** What it is called where nobody has given it a name: the first that is called so, or a further one. */
export function ownTitle(tab: DockTab, number: number): string {
  if (tab.kind === "session") return sessionTitle(tab.info, number);
  const names = tab.info.containers.map(({ name, id }) => visible(name || shortId(id)));
  return numbered(t().logs.title(names.join(", ")), number);
}

export const tabTone = (tab: DockTab): Tone => (tab.kind === "session" ? sessionTone(tab.info) : logsTone(tab.info));

/** How it ended, how far it is; empty while it goes on. */
export function tabNote(tab: DockTab): string {
  if (tab.kind === "logs") return "";
  const words = t().terminal;
  const { phase } = tab.info;
  switch (phase.at) {
    case "exited":
      return `${words.exit(phase.code)} · ${duration(phase.duration, languageInForce())}`;
    case "pulling": {
      const share = pullShare(phase.progress);
      return share === null ? "" : new Intl.NumberFormat(languageInForce(), { style: "percent" }).format(share);
    }
    case "lost":
      return words.lossNote[phase.loss.is];
    case "detached":
      return words.detachedNote;
    case "cancelled":
      return words.cancelled.toLowerCase();
    default:
      return "";
  }
}

/** The same for who sees no more of it: also that it goes on. */
export function tabState(tab: DockTab): string {
  const { logs, ...sessions } = t().terminal.state;
  if (tab.kind === "logs") {
    const tone = logsTone(tab.info);
    const isOver = tab.info.containers.some(({ phase }) => ["ended", "read", "removed"].includes(phase.at));
    return logs[tone === "quiet" && !isOver ? "waiting" : tone];
  }
  const { at } = tab.info.phase;
  return tabNote(tab) || (at in sessions ? sessions[at as keyof typeof sessions] : "");
}
