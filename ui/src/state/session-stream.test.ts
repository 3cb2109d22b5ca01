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

test("output is acknowledged when it has been parsed, and a jump when it has been drawn", () => {
  vi.useFakeTimers();
  let draw: () => void = () => undefined;
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => (draw = callback));
  const sent: number[] = [];
  const feed = new TerminalFeed();
  feed.attach({ write: (_bytes, done) => done(), resize: () => undefined });
  const acks = new AckAccount((_id, bytes) => sent.push(bytes));
  const stream = new SessionStream(feed, acks, {
    info: () => undefined,
    sized: () => undefined,
    fault: (fault) => expect.unreachable(fault.kind),
  });
  stream.bind(7 as SessionId);
  stream.receive(frame(0, 0, [104, 105]));
  expect(sent).toEqual([7]);
  stream.receive(frame(1, 6, [1, 0, 0, 0, 104, 105]));
  stream.receive(frame(2, 1, [104]));
  expect(sent).toEqual([7, 6]);
  draw();
  vi.advanceTimersByTime(1);
  expect(sent).toEqual([7, 6, 11]);
});
