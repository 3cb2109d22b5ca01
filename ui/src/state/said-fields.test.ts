import { describe, expect, it } from "vitest";
import type { FieldValue, Hint } from "$/ipc/bindings";
import { saidField } from "./said-fields";

const field = (text: string | null, hint: Hint | null = null, more: Partial<FieldValue> = {}): FieldValue => ({
  kind: "string",
  value: text === null ? null : { text, truncated: false, marks: [] },
  children: 0,
  number: null,
  hint,
  secret: "none",
  ...more,
});
const said = (value: FieldValue | null | undefined) => saidField(value, null);

describe("a pinned field says", () => {
  it("what a number means, and the number to the pointer", () => {
    const bytes = field("252239692", { is: "bytes", bytes: 252_239_692 }, { kind: "number", number: 252_239_692 });
    expect(said(bytes)).toMatchObject({ text: "252MB", title: "252,239,692 bytes\n252239692", tone: "number" });
    expect(said(field("1500000000", { is: "processors", thousandths: 1500 })).text).toBe("1.5 CPUs");
    expect(said(field("-1", { is: "unlimited" }))).toMatchObject({ text: "unlimited", title: "-1" });
  });

  it("when something was, or that it never was", () => {
    const at = field("2026-01-02T03:04:05Z", { is: "instant", at: Date.UTC(2026, 0, 2, 3, 4, 5) });
    expect(said(at).title).toContain("2026-01-02T03:04:05Z");
    expect(said(field("0001-01-01T00:00:00Z", { is: "never" })).text).toBe("never");
  });

  it("a value as it is, and what it means to the pointer", () => {
    expect(said(field("137", { is: "exit", code: 137, signal: "SIGKILL" }))).toMatchObject({
      text: "137",
      title: "Ended by SIGKILL (128 + 9)",
    });
    expect(said(field("SIGTERM", { is: "signal", name: "SIGTERM", number: 15 })).title).toBe("SIGTERM (15)");
    expect(said(field("rwm", { is: "deviceAccess", read: true, write: true, create: false })).title).toBe(
      "May read, write",
    );
  });

  it("how much is in a container, and a command as one types it", () => {
    const holds: Hint = { is: "holds", text: "a, b", truncated: true };
    expect(said(field(null, holds, { kind: "object", children: 3 }))).toMatchObject({ text: "3 keys", title: "a, b…" });
    expect(said(field(null, null, { kind: "array", children: 1 })).text).toBe("1 item");
    const command: Hint = { is: "command", text: "nginx -g 'daemon off;'", truncated: false };
    expect(said(field(null, command, { kind: "array", children: 3 }))).toMatchObject({
      text: "nginx -g 'daemon off;'",
      title: "3 items",
    });
  });

  it("what acts as what it is", () => {
    expect(said(field("a\u202eb\u001b[31m")).text).toBe("a⟨U+202E⟩b␛[31m");
  });

  it("that a value is empty, absent, secret, on its way or not to be had", () => {
    expect(said(field(""))).toMatchObject({ text: "empty", tone: "absent" });
    expect(said(null)).toMatchObject({ text: "—", tone: "absent", aloud: "This object has no such field" });
    expect(said(field("••••••••", null, { secret: "hidden" })).title).toContain("A secret");
    expect(said(undefined)).toMatchObject({ text: "", tone: "loading" });
    const lost = saidField(undefined, { code: "engineLost", message: "", detail: null });
    expect(lost).toMatchObject({ text: "!", tone: "failed" });
  });
});
