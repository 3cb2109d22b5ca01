/** What is read out of sessions. */
import { expect, it } from "vitest";
import type { SessionInfo } from "$/ipc/bindings";
import { SessionNews } from "./news.svelte";

it.each([
  [false, "Reconnected"],
  [true, "Running again"],
])("tells a shell that is connected again from a command that is run again: %s", (isCommand, said) => {
  const news = new SessionNews(() => true);
  const info = { id: 1, kind: "exec", isCommand, spec: {}, image: "busybox", containerName: "web", commandLine: "" };
  const look = (phase: object) => news.look([{ ...info, phase } as unknown as SessionInfo]);
  look({ at: "lost", loss: { is: "restarted" } });
  look({ at: "running" });
  expect(news.list.map(({ text }) => text.split(": ").at(-1))).toEqual([said]);
});
