/** What is typed arrives in order, whole, and not after the session's end. */
import { expect, it, vi } from "vitest";
import type { SessionInput } from "$/ipc/bindings";
import { INPUT_CHUNK_CHARS, InputQueue } from "./input-queue";

/** A shell that takes each message over when it is told to. */
function slowShell() {
  const sent: SessionInput[] = [];
  const waiting: { resolve: () => void; reject: (thrown: unknown) => void }[] = [];
  const send = (input: SessionInput) => {
    sent.push(input);
    return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
  };
  const settle = async (act: "resolve" | "reject" = "resolve") => {
    waiting.shift()?.[act]("refused" as never);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { sent, send, settle };
}

const text = (data: string): SessionInput => ({ kind: "text", data });

it("sends one message at a time; what is typed meanwhile goes together", async () => {
  const { sent, send, settle } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  for (const key of "echo") queue.push(text(key));
  expect(sent).toEqual([text("e")]);
  await settle();
  expect(sent).toEqual([text("e"), text("cho")]);
});

it("keeps text and binary apart and in order", async () => {
  const { sent, send, settle } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  queue.push(text("a"));
  queue.push(text("b"));
  queue.push({ kind: "binary", data: "\u00ff" });
  queue.push(text("c"));
  for (let n = 0; n < 4; n++) await settle();
  expect(sent).toEqual([text("a"), text("b"), { kind: "binary", data: "\u00ff" }, text("c")]);
});

it("sends keys that leave a session each by itself, whatever is typed around them", async () => {
  const { sent, send, settle } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  queue.push(text("a"));
  queue.push(text("b"));
  queue.keys(["\u0010", "\u0011"]);
  queue.push(text("c"));
  queue.push(text("d"));
  for (let n = 1; n <= 5; n++) {
    await vi.waitFor(() => expect(sent.length).toBe(n));
    await settle();
  }
  expect(sent).toEqual(["a", "b", "\u0010", "\u0011", "cd"].map(text));
});

it("sends none of them to a session that has ended meanwhile", async () => {
  const { sent, send } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  queue.keys(["\u0010"]);
  queue.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sent).toEqual([]);
});

it("cuts a large paste, and never a character", async () => {
  const { sent, send, settle } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  const paste = "x".repeat(INPUT_CHUNK_CHARS - 1) + "👍" + "y".repeat(INPUT_CHUNK_CHARS * 2);
  queue.push(text(paste));
  for (let n = 0; n < 5; n++) await settle();
  expect(sent.map(({ data }) => data).join("")).toBe(paste);
  expect(sent.every(({ data }) => data.length <= INPUT_CHUNK_CHARS && !/\p{Surrogate}/u.test(data))).toBe(true);
  expect(sent.length).toBe(4);
});

it("drops the rest after a failure, says so, and goes on with what comes later", async () => {
  const { sent, send, settle } = slowShell();
  const failed = vi.fn();
  const queue = new InputQueue(send, failed);
  queue.push(text("rm -r "));
  queue.push(text("./build"));
  await settle("reject");
  expect(failed).toHaveBeenCalledOnce();
  queue.push(text("ls"));
  expect(sent).toEqual([text("rm -r "), text("ls")]);
});

it("ignores what is typed into a session that is over", async () => {
  const { sent, send } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  queue.close();
  queue.push(text("ls"));
  expect(sent).toEqual([]);
});

it("gives what is typed while a clipboard is being read after what is pasted", async () => {
  const { sent, send, settle } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  const clipboard: ((text: string) => void)[] = [];
  const paste = () =>
    queue.paste(async () => {
      const read = await new Promise<string>((resolve) => clipboard.push(resolve));
      return () => queue.push(text(read));
    });
  queue.push(text("a"));
  const first = paste();
  queue.push(text("b"));
  const second = paste();
  queue.push(text("c"));
  await settle();
  clipboard[0]?.("first ");
  await first;
  await vi.waitFor(() => expect(clipboard.length).toBe(2));
  clipboard[1]?.("second ");
  await second;
  queue.push(text("d"));
  for (let n = 0; n < 6; n++) await settle();
  expect(sent.map(({ data }) => data).join("")).toBe("afirst bsecond cd");
});

it("goes on where a clipboard can't be read", async () => {
  const { sent, send, settle } = slowShell();
  const queue = new InputQueue(send, vi.fn());
  const pasted = queue.paste(() => Promise.reject(new Error("no clipboard")));
  queue.push(text("b"));
  await expect(pasted).rejects.toThrow("no clipboard");
  await settle();
  expect(sent).toEqual([text("b")]);
});

it("does not keep what is typed waiting for a clipboard that is never read", async () => {
  vi.useFakeTimers();
  try {
    const { sent, send } = slowShell();
    const queue = new InputQueue(send, vi.fn());
    void queue.paste(() => new Promise(() => {}));
    queue.push(text("\u0003"));
    expect(sent).toEqual([]);
    vi.runAllTimers();
    expect(sent).toEqual([text("\u0003")]);
    const second = queue.paste(() => Promise.resolve(() => queue.push(text("pasted"))));
    await second;
  } finally {
    vi.useRealTimers();
  }
});
