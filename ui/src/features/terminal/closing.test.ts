import { expect, it } from "vitest";
import type { Loss, SessionInfo, SessionPhase } from "$/ipc/bindings";
import { isAskedAbout } from "./closing.svelte";

const asked = (kind: SessionInfo["kind"], phase: SessionPhase) => isAskedAbout({ kind, phase } as SessionInfo);
const lost = (loss: Loss): SessionPhase => ({ at: "lost", loss });
const engine: Loss = { is: "engine", error: { code: "engineLost", message: "", detail: null } };

it("asks before something ends of which a person may not think, and only then", () => {
  const progress = { layers: [] } as unknown as Extract<SessionPhase, { at: "pulling" }>["progress"];
  expect(asked("run", { at: "running" })).toBe(true);
  expect(asked("exec", { at: "running" })).toBe(true);
  expect(asked("attach", { at: "running" })).toBe(false);
  expect(asked("hello", { at: "pulling", progress })).toBe(true);
  expect(asked("run", { at: "creating" })).toBe(false);
  expect(asked("exec", lost(engine))).toBe(true);
  expect(asked("exec", lost({ is: "stopped", code: 0 }))).toBe(false);
  expect(asked("attach", lost(engine))).toBe(false);
  expect(asked("run", { at: "exited", code: 0, duration: 1 })).toBe(false);
});
