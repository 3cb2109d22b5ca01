/** Bytes wait for their terminal, keep their order, and are acknowledged when they have been parsed. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TerminalSize } from "$/ipc/bindings";
import { AckAccount } from "./ack-account";
import { TerminalFeed, type TerminalSink } from "./terminal-feed";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A terminal that parses when it is told to. */
class SlowSink implements TerminalSink {
  text = "";
  /** What has been parsed while it was not frozen. */
  shown = "";
  wholes = 0;
  readonly sizes: TerminalSize[] = [];
  readonly #pending: (() => void)[] = [];
  #frozen = false;

  write(chunk: Uint8Array, done: () => void, whole: boolean): void {
    const text = new TextDecoder().decode(chunk);
    this.text += text;
    this.wholes += Number(whole);
    this.#pending.push(() => {
      if (!this.#frozen) this.shown += text;
      done();
    });
  }

  freeze(frozen: boolean): void {
    expect(frozen).not.toBe(this.#frozen);
    this.#frozen = frozen;
  }

  resize(size: TerminalSize): undefined {
    this.sizes.push(size);
  }

  parse(count = Infinity): void {
    for (const done of this.#pending.splice(0, count)) done();
  }
}

describe("TerminalFeed", () => {
  it("keeps what came before the terminal, in order", () => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    const acknowledged: string[] = [];
    feed.push(bytes("one "), () => acknowledged.push("one"));
    feed.push(bytes("two "), () => acknowledged.push("two"));
    expect(acknowledged).toEqual([]);
    feed.attach(sink);
    feed.push(bytes("three"), () => acknowledged.push("three"));
    expect(sink.text).toBe("one two three");
    expect(feed.unparsed).toBe(13);
    sink.parse(2);
    expect(acknowledged).toEqual(["one", "two"]);
    expect(feed.unparsed).toBe(5);
  });

  it("knows what was printed by a process that is gone until that has been parsed", () => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    feed.attach(sink);
    feed.push(bytes("a question"), () => undefined);
    expect(feed.unanswerable).toBe(false);
    feed.leave();
    feed.push(bytes("of another"), () => undefined);
    expect(feed.unanswerable).toBe(true);
    sink.parse(1);
    expect(feed.unanswerable).toBe(true);
    sink.parse(1);
    expect(feed.unanswerable).toBe(false);
  });

  it("acknowledges an empty frame at once: no terminal would call back for it", () => {
    const done = vi.fn();
    new TerminalFeed().push(new Uint8Array(), done);
    expect(done).toHaveBeenCalledOnce();
  });

  it("starts the terminal afresh before a replay, after what is on its way", () => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    feed.attach(sink);
    feed.push(bytes("old"), () => undefined);
    feed.restart();
    feed.push(bytes("new"), () => undefined);
    expect(sink.text).toBe("old\u001bcnew");
    expect(feed.received).toBe(3);
  });

  it("is in a replay while what was shown before is parsed, and no longer", () => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    feed.attach(sink);
    feed.push(bytes("new "), () => undefined);
    feed.pushAgain(bytes("shown before"), () => undefined);
    feed.push(bytes(" newer"), () => undefined);
    expect(feed.replaying).toBe(false);
    sink.parse(2);
    expect(feed.replaying).toBe(true);
    sink.parse(1);
    expect(feed.replaying).toBe(false);
    expect(sink.text).toBe("new shown before newer");
  });

  it("goes on showing what a glimpse has shown until it has come to that", () => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    feed.attach(sink);
    const done = vi.fn();
    feed.push(bytes("before "), done);
    feed.pushJump({ again: true, seen: 0, bytes: bytes("glimpse ") }, done);
    sink.parse(3);
    expect(feed.replaying).toBe(true);
    feed.pushJump({ again: false, seen: 10, bytes: bytes("jump ") }, done);
    feed.push(bytes("nearly "), done);
    feed.pushAgain(bytes("there "), done);
    feed.push(bytes("after"), done);
    sink.parse();
    expect(feed.replaying).toBe(false);
    expect(sink.text).toBe("before glimpse jump nearly there after");
    expect(sink.shown).toBe("before glimpse after");
    expect(sink.wholes).toBe(2);
    expect(done).toHaveBeenCalledTimes(6);
  });

  it.each(["another jump", "another glimpse", "a replay"])("shows what it is given again with %s", (what) => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    feed.attach(sink);
    feed.pushJump({ again: false, seen: 10, bytes: bytes("jump ") }, () => undefined);
    if (what === "a replay") feed.restart();
    else feed.pushJump({ again: what === "another glimpse", seen: 0, bytes: bytes("next ") }, () => undefined);
    feed.push(bytes("shown"), () => undefined);
    sink.parse();
    expect(sink.shown).toMatch(/^(next )?shown$/);
  });

  it("takes a size behind what came before it", () => {
    const feed = new TerminalFeed();
    const sink = new SlowSink();
    const taken = vi.fn();
    feed.push(bytes("wide"), () => undefined);
    feed.resize({ columns: 20, rows: 5 }, taken);
    feed.attach(sink);
    sink.parse(1);
    expect(sink.sizes).toEqual([]);
    sink.parse(1);
    expect(sink.sizes).toEqual([{ columns: 20, rows: 5 }]);
    expect(taken).toHaveBeenCalledWith(undefined);
  });
});

describe("AckAccount", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("gathers small acknowledgements and leaves none behind", () => {
    const send = vi.fn();
    const acks = new AckAccount(send);
    acks.bind(4);
    acks.add(100);
    acks.add(23);
    expect(send).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20);
    expect(send.mock.calls).toEqual([[4, 123]]);
    vi.advanceTimersByTime(1000);
    expect(send).toHaveBeenCalledOnce();
  });

  it("sends much at once", () => {
    const send = vi.fn();
    const acks = new AckAccount(send);
    acks.bind(4);
    acks.add(65_536);
    expect(send.mock.calls).toEqual([[4, 65_536]]);
  });

  it("waits for the session's id", () => {
    const send = vi.fn();
    const acks = new AckAccount(send);
    acks.addNow(50);
    vi.advanceTimersByTime(100);
    expect(send).not.toHaveBeenCalled();
    acks.bind(9);
    expect(send.mock.calls).toEqual([[9, 50]]);
  });

  it("says nothing for a stream that has ended, whatever is still being parsed", () => {
    const send = vi.fn();
    const acks = new AckAccount(send);
    acks.bind(9);
    acks.add(10);
    acks.dispose();
    acks.add(70_000);
    acks.addNow(5);
    vi.advanceTimersByTime(1000);
    expect(send).not.toHaveBeenCalled();
  });
});
