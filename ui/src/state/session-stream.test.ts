/** The page's end of a stream: what comes in one frame goes to the terminal in one go, and is acknowledged once. */
import { describe, expect, it, vi } from "vitest";
import { AckAccount } from "./ack-account";
import { SessionStream } from "./session-stream";
import { TerminalFeed } from "./terminal-feed";

function jump(ours: string, output: string): ArrayBuffer {
  const [before, after] = [ours, output].map((text) => new TextEncoder().encode(text));
  const bytes = new Uint8Array(9 + before!.length + after!.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(4, 6);
  view.setUint32(5, before!.length, true);
  bytes.set(before!, 9);
  bytes.set(after!, 9 + before!.length);
  return bytes.buffer;
}

describe("a jump", () => {
  it("reaches the terminal whole, ours without an answer, and is acknowledged when all of it is parsed", () => {
    const feed = new TerminalFeed();
    const written: { text: string; done: () => void }[] = [];
    feed.attach({
      write: (bytes, done) => written.push({ text: new TextDecoder().decode(bytes), done }),
      resize: () => undefined,
    });
    const acks: number[] = [];
    const account = new AckAccount((_id, bytes) => acks.push(bytes));
    const fault = vi.fn();
    const stream = new SessionStream(feed, account, { info: vi.fn(), fault, sized: vi.fn() });
    stream.bind(1);
    const frame = jump("\x1b[2J", "later");
    stream.receive(frame);
    expect(written.map(({ text }) => text)).toEqual(["", "\x1b[2J", "later"]);
    expect(feed.received).toBe(9);
    const replaying = written.map(({ done }) => {
      done();
      return feed.replaying;
    });
    expect(replaying).toEqual([true, false, false]);
    expect(acks).toEqual([frame.byteLength]);
    expect(fault).not.toHaveBeenCalled();
  });
});
