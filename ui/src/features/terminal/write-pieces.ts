/** Bytes that xterm.js parses in a few milliseconds. */
const PIECE_BYTES = 16 * 1024;

/** A byte of UTF-8 that does not begin a character. */
const isWithinCharacter = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * Output as it is best given to xterm.js, which looks at the clock only between two pieces: the page draws nothing while
 * one is parsed. None begins within a character: xterm.js mistakes some that are cut.
 */
export function writePieces(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  while (bytes.length - from > PIECE_BYTES) {
    let end = from + PIECE_BYTES;
    // No character has more than three such bytes; what has is none.
    for (let back = 0; back < 3 && isWithinCharacter(bytes[end]); back += 1) end -= 1;
    pieces.push(bytes.subarray(from, end));
    from = end;
  }
  pieces.push(bytes.subarray(from));
  return pieces;
}
