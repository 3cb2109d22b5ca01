/**
 * Frames of a session's stream: `sequence: u32 LE | kind: u8 | payload` (see src-tauri/src/stream/mod.rs). The page
 * acknowledges each frame with its whole length once it has dealt with it, and a jump when that has been drawn, so that the
 * shell knows how far behind it is.
 */
import type { SessionInfo, TerminalSize } from "./bindings";

const HEADER_BYTES = 5;

/** Of a jump how much is the shell's own, which only its trials ask, and how much output follows that was seen in a glimpse. */
const JUMP_HEADER_BYTES = 8;

export type Frame =
  /** `again`: nobody waits for an answer to what it asks; it was shown before, or brings the terminal into a state. */
  | { kind: "output"; again: boolean; sequence: number; bytes: Uint8Array; length: number }
  /**
   * It stands for a flood, of which a person sees no more than this. The terminal takes it in one go: in its course the screen
   * is empty. `again` where it is but a glimpse of the screen. `seen`: of the output behind it, how many bytes lead to what a
   * glimpse has shown.
   */
  | { kind: "jump"; again: boolean; seen: number; sequence: number; bytes: Uint8Array; length: number }
  /** The terminal has this size from here on. */
  | { kind: "size"; sequence: number; number: number; size: TerminalSize; length: number }
  | { kind: "info"; closing: boolean; sequence: number; info: SessionInfo; length: number };

export function decodeFrame(buffer: ArrayBuffer): Frame {
  const view = new DataView(buffer);
  const sequence = view.getUint32(0, true);
  const kind = view.getUint8(4);
  const payload = new Uint8Array(buffer, HEADER_BYTES);
  const length = buffer.byteLength;
  switch (kind) {
    case 0:
    case 4:
      return { kind: "output", again: kind === 4, sequence, bytes: payload, length };
    case 6: {
      const [seen, bytes] = [view.getUint32(HEADER_BYTES + 4, true), payload.subarray(JUMP_HEADER_BYTES)];
      return { kind: "jump", again: false, seen, sequence, bytes, length };
    }
    case 7:
      return { kind: "jump", again: true, seen: 0, sequence, bytes: payload, length };
    case 2:
    case 3:
      return {
        kind: "info",
        closing: kind === 3,
        sequence,
        info: JSON.parse(new TextDecoder().decode(payload)) as SessionInfo,
        length,
      };
    case 5: {
      const size = { columns: view.getUint16(9, true), rows: view.getUint16(11, true) };
      return { kind: "size", sequence, number: view.getUint32(5, true), size, length };
    }
    default:
      throw new Error(`unknown frame kind ${kind}`);
  }
}

/** Frames that should have come and did not. */
export interface SequenceGap {
  expected: number;
  received: number;
}

/** Checks that the frames of one channel are numbered from 0 without a hole. */
export class SequenceCheck {
  #next = 0;

  /** The gap before this frame, if there is one; afterwards counting goes on from this frame. */
  accept(sequence: number): SequenceGap | undefined {
    const expected = this.#next;
    this.#next = (sequence + 1) >>> 0;
    return expected === sequence ? undefined : { expected, received: sequence };
  }
}
