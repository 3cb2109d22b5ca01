import { afterEach, expect, test, vi } from "vitest";
import type { SessionId } from "$/ipc/bindings";
import { AckAccount } from "./ack-account";
import { SessionStream } from "./session-stream";
import { TerminalFeed } from "./terminal-feed";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function frame(sequence: number, kind: number, payload: number[]): ArrayBuffer {
  const bytes = new Uint8Array([sequence, 0, 0, 0, kind, ...payload]);
  return bytes.buffer;
}

test("output is acknowledged when it has been parsed, and a jump or a glimpse when it has been drawn", () => {
  vi.useFakeTimers();
  const waiting: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => waiting.push(callback));
  const draw = () => waiting.splice(0).forEach((callback) => callback());
  const sent: number[] = [];
  const feed = new TerminalFeed();
  feed.attach({ write: (_bytes, done) => done(), resize: () => undefined, freeze: () => undefined });
  const acks = new AckAccount((_id, bytes) => sent.push(bytes));
  const stream = new SessionStream(feed, acks, {
    info: () => undefined,
    sized: () => undefined,
    fault: (fault) => expect.unreachable(fault.kind),
  });
  stream.bind(7 as SessionId);
  stream.receive(frame(0, 0, [104, 105]));
  expect(sent).toEqual([7]);
  stream.receive(frame(1, 6, [1, 0, 0, 0, 0, 0, 0, 0, 104, 105]));
  stream.receive(frame(2, 0, [104]));
  stream.receive(frame(3, 7, [104, 105, 106]));
  expect(sent).toEqual([7, 6]);
  draw();
  vi.advanceTimersByTime(1);
  expect(sent).toEqual([7, 6, 15, 8]);
});
