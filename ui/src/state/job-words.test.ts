import { expect, it } from "vitest";
import type { ErrorCode, JobInfo } from "$/ipc/bindings";
import { jobDone, jobLeft, jobResult, jobState } from "./job-words";
import { jobRemedy } from "./remedy";

const asked = { id: 1, subject: "a:1", commandLine: "", engine: "test", asked: 0, ended: null, logLines: 0 };

function failed(kind: "push" | "save", code: ErrorCode): JobInfo {
  const origin = kind === "push" ? { kind, reference: "a:1" } : { kind, images: ["a:1"], path: "/a.tar" };
  const phase = { at: "failed", error: { code, message: "", detail: null } } as const;
  return { ...asked, ...origin, started: 0, phase, progress: { of: "unknown" }, outcome: null };
}

it("says what may be done all the same where the engine was lost", () => {
  expect(jobLeft(failed("push", "registryUnreachable"))).not.toContain("done all the same");
  expect(jobLeft(failed("push", "engineLost"))).toContain("it is done all the same");
  // A file has its name only when it is whole.
  expect(jobLeft(failed("save", "engineLost"))).toBe("No file was written; one that had this name is as it was.");
});

it("says nothing of what has ended well, and that nothing was done of what never began", () => {
  const job = failed("push", "engineLost");
  expect(jobLeft({ ...job, phase: { at: "done", duration: 1 } })).toBeNull();
  expect(jobLeft({ ...job, phase: { at: "interrupted", begun: false } })).toBe("Nothing was done.");
  expect(jobLeft({ ...job, started: null, phase: { at: "cancelled" } })).toBe("Nothing was done.");
});

it("tells the answer for each image of a check, also where a registry refused one", () => {
  const refused = { code: "registryUnauthorized", message: "403 Forbidden", detail: null } as const;
  const checked: JobInfo = {
    ...asked,
    kind: "checkUpdates",
    references: ["a:1", "r.example/b:1"],
    started: 0,
    phase: { at: "done", duration: 1000 },
    progress: { of: "items", done: 1, failed: 1, total: 2 },
    outcome: {
      what: "checked",
      updates: [
        { reference: "a:1", id: "sha256:aa", state: { is: "upToDate" } },
        { reference: "r.example/b:1", id: "sha256:bb", state: { is: "failed", error: refused } },
      ],
    },
  };
  expect(jobState(checked)).toMatch(/^Done in 1\.0\ss · 1 failed$/);
  expect(jobDone(checked)).toBe("No update · 1 up to date · 1 could not be asked");
  expect(jobRemedy(checked)?.testid).toBe("sign-in");
});

it("says that a push was of one platform only", () => {
  const pushed = (inPart: string | null): JobInfo => ({
    ...failed("push", "internal"),
    phase: { at: "done", duration: 1 },
    outcome: { what: "pushed", digest: "sha256:bb", inPart },
  });
  expect(jobDone(pushed(null))).toBe("a:1 is pushed");
  expect(jobResult(pushed(null))).toBe("In the registry it is sha256:bb.");
  expect(jobDone(pushed("sha256:aa"))).toBe("a:1 is pushed for one platform only");
  expect(jobResult(pushed("sha256:aa"))).toContain("Only one platform of the image was pushed");
});
