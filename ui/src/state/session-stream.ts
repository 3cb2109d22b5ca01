/**
 * The page's end of one session's stream: checks that no frame is missing, hands output to the terminal's feed and
 * news to the list of sessions, and acknowledges both. It knows no view.
 */
import type { CommandError, SessionId, SessionInfo, SizeReport } from "$/ipc/bindings";
import { onceDrawn } from "$/lib/drawn";
import { decodeFrame, SequenceCheck, type SequenceGap } from "$/ipc/stream";
import type { AckAccount } from "./ack-account";
import type { TerminalFeed } from "./terminal-feed";

/** Something went wrong beside the session's own work; the session itself may be well. */
export type SessionFault =
  /** Frames are missing. */
  | { kind: "gap"; gap: SequenceGap }
  /** A frame can't be read. */
  | { kind: "frame"; message: string }
  /** What was typed did not arrive. */
  | { kind: "input"; message: string }
  /** Something that was asked for in the dock was refused: a stop, a removal, a paste. */
  | { kind: "action"; error: CommandError };

export interface StreamListener {
  info(info: SessionInfo, closing: boolean): void;
  fault(fault: SessionFault): void;
  /** The terminal took a size that the shell sent. */
  sized(report: SizeReport): void;
}

export class SessionStream {
  readonly #check = new SequenceCheck();
  readonly #feed: TerminalFeed;
  readonly #acks: AckAccount;
  readonly #listener: StreamListener;
  #ended = false;

  constructor(feed: TerminalFeed, acks: AckAccount, listener: StreamListener) {
    this.#feed = feed;
    this.#acks = acks;
    this.#listener = listener;
  }

  /** The handler for the channel's frames. */
  readonly receive = (buffer: ArrayBuffer): void => {
    if (this.#ended) return;
    try {
      this.#take(buffer);
    } catch (thrown) {
      this.#acks.add(buffer.byteLength);
      this.#listener.fault({ kind: "frame", message: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };

  /** The stream is known by its session from now on; acknowledgements that waited for that go out. */
  bind(id: SessionId): void {
    this.#acks.bind(id);
  }

  /** Another channel took over, or the session was closed: what still comes through this one is old. */
  end(): void {
    this.#ended = true;
    this.#acks.dispose();
  }

  #take(buffer: ArrayBuffer): void {
    const frame = decodeFrame(buffer);
    const gap = this.#check.accept(frame.sequence);
    if (gap) this.#listener.fault({ kind: "gap", gap });
    switch (frame.kind) {
      case "output": {
        const dealt = () => this.#dealt(frame.length);
        if (frame.again) this.#feed.pushAgain(frame.bytes, dealt);
        else this.#feed.push(frame.bytes, dealt);
        break;
      }
      case "jump":
        // Those who print a flood are held up while the page is late, and a page is late that has not drawn.
        this.#feed.pushJump(frame, () => onceDrawn(() => this.#dealt(frame.length)));
        break;
      case "size":
        this.#feed.resize(frame.size, (report) => {
          if (report && frame.number > 0 && !this.#ended) this.#listener.sized({ number: frame.number, ...report });
          this.#acks.addNow(frame.length);
        });
        break;
      case "info":
        this.#listener.info(frame.info, frame.closing);
        this.#acks.addNow(frame.length);
    }
  }

  /** With nothing left to parse the page is idle, and the shell learns it at once: it waits for that with what is small. */
  #dealt(length: number): void {
    if (this.#feed.unparsed === 0) this.#acks.addNow(length);
    else this.#acks.add(length);
  }
}
