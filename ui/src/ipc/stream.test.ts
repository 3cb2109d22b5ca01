/** Frames as the shell writes them (src-tauri/src/stream/mod.rs), and the check that none is missing. */
import { describe, expect, it } from "vitest";
import { decodeFrame, SequenceCheck } from "./stream";

function frame(sequence: number, kind: number, payload: number[]): ArrayBuffer {
  const bytes = new Uint8Array(5 + payload.length);
  new DataView(bytes.buffer).setUint32(0, sequence, true);
  bytes[4] = kind;
  bytes.set(payload, 5);
  return bytes.buffer;
}

describe("decodeFrame", () => {
  it("reads output byte for byte, and which nobody waits for an answer to", () => {
    const decoded = decodeFrame(frame(258, 0, [0, 1, 2, 255]));
    expect(decoded).toMatchObject({ kind: "output", again: false, sequence: 258, length: 9 });
    expect(decoded.kind === "output" && [...decoded.bytes]).toEqual([0, 1, 2, 255]);
    expect(decodeFrame(frame(0, 4, []))).toMatchObject({ kind: "output", again: true, length: 5 });
  });

  it("reads infos, and which one closes", () => {
    const json = [...new TextEncoder().encode('{"id":7,"image":"é"}')];
    expect(decodeFrame(frame(1, 2, json))).toMatchObject({ kind: "info", closing: false, info: { id: 7, image: "é" } });
    expect(decodeFrame(frame(2, 3, json))).toMatchObject({ kind: "info", closing: true });
  });

  it("reads a jump in one piece, ours before the rest, and what of the output behind it has been seen", () => {
    const decoded = decodeFrame(frame(3, 6, [2, 0, 0, 0, 0, 1, 0, 0, 27, 99, 104, 105]));
    expect(decoded).toMatchObject({ kind: "jump", again: false, seen: 256, sequence: 3, length: 17 });
    expect(decoded.kind === "jump" && [...decoded.bytes]).toEqual([27, 99, 104, 105]);
  });

  it("reads a glimpse as a jump that counts for nothing", () => {
    const decoded = decodeFrame(frame(4, 7, [27, 99, 104, 105]));
    expect(decoded).toMatchObject({ kind: "jump", again: true, seen: 0, sequence: 4, length: 9 });
    expect(decoded.kind === "jump" && [...decoded.bytes]).toEqual([27, 99, 104, 105]);
  });

  it("refuses what it does not know", () => {
    expect(() => decodeFrame(frame(0, 1, []))).toThrow("unknown frame kind 1");
    expect(() => decodeFrame(frame(0, 9, []))).toThrow("unknown frame kind 9");
    expect(() => decodeFrame(new ArrayBuffer(3))).toThrow();
  });
});

describe("SequenceCheck", () => {
  it("finds a hole once and goes on from there", () => {
    const check = new SequenceCheck();
    expect([0, 1, 2].map((n) => check.accept(n))).toEqual([undefined, undefined, undefined]);
    expect(check.accept(5)).toEqual({ expected: 3, received: 5 });
    expect(check.accept(6)).toBeUndefined();
  });

  it("misses the first frame too", () => {
    expect(new SequenceCheck().accept(1)).toEqual({ expected: 0, received: 1 });
  });

  it("counts past 2^32", () => {
    const check = new SequenceCheck();
    check.accept(0xffffffff);
    expect(check.accept(0)).toBeUndefined();
  });
});
