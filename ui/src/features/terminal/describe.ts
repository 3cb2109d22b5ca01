/** What the dock says about a session: its title, the tone of its dot. */
import { t } from "$/i18n/index.svelte";
import type { LogsInfo, Loss, SessionInfo } from "$/ipc/bindings";
import { shortId } from "$/lib/format";
import { visible } from "$/lib/text";
import { dockLayout } from "$/state/dock-layout.svelte";
import type { DockTab } from "./tabs";

/** `centos · /bin/bash`: what runs where. */
export function sessionTitle(info: SessionInfo): string {
  const place =
    info.kind === "exec" || info.kind === "attach"
      ? (info.containerName ?? shortId(info.container ?? info.image))
      : info.image.replace(/:latest$/, "");
  const command = commandOf(info);
  const more = info.kind === "attach" ? t().terminal.attached : command;
  return visible(more ? `${place} · ${more}` : place);
}

/** The end of the command line, after the image or the container. */
function commandOf({ kind, commandLine, image, container, containerName }: SessionInfo): string {
  const places = kind === "exec" || kind === "attach" ? [containerName, container] : [image];
  const words = commandLine.split(" ");
  for (const place of places) {
    const at = place ? words.indexOf(place) : -1;
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
function logsTone({ containers }: LogsInfo): Tone {
  const at = containers.map(({ phase }) => phase.at);
  if (at.includes("failed") || at.includes("lost")) return "bad";
  if (at.includes("opening")) return "busy";
  return at.includes("following") ? "ok" : "quiet";
}

export function tabTitle(tab: DockTab): string {
  const given = dockLayout.title(tab.key);
  if (given) return visible(given);
  if (tab.kind === "session") return sessionTitle(tab.info);
  return t().logs.title(tab.info.containers.map(({ name, id }) => visible(name || shortId(id))).join(", "));
}

export const tabTone = (tab: DockTab): Tone => (tab.kind === "session" ? sessionTone(tab.info) : logsTone(tab.info));
