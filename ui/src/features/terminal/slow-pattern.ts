/**
 * Patterns for which a web view may look for ever: it tries each way in which a repetition can be divided, and repetitions
 * within a repetition are divided in exponentially many. Nothing ends such a search, and the window stands meanwhile. The
 * shell's patterns have no such case. Judged by how a pattern is written: some are refused that would be quick. Pure.
 */

/** A group that is open, or the whole pattern. */
interface Group {
  /** What it matches can be divided in more than one way when it is repeated. */
  varies: boolean;
  /** The alternatives' first characters, as far as they are plain ones. */
  firsts: (string | null)[];
  /** The next piece is the first of its alternative. */
  begins: boolean;
}

/** A group that varies may be repeated to this number: parts of an address. */
const FEW = 4;

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/;
const OPENING = /^\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/;
const CLASS = /^\[(?:\\.|[^\]\\])*\]/s;

export function mayTakeForEver(pattern: string): boolean {
  const whole = group();
  const open: Group[] = [whole];
  let rest = pattern;
  while (rest !== "") {
    const inside = open.at(-1) ?? whole;
    const opening = OPENING.exec(rest)?.[0];
    if (opening) {
      begin(inside, null);
      open.push(group());
      rest = rest.slice(opening.length);
      continue;
    }
    if (rest.startsWith("|")) {
      inside.begins = true;
      rest = rest.slice(1);
      continue;
    }
    let closed: Group | undefined;
    let piece = CLASS.exec(rest)?.[0] ?? rest.slice(0, rest.startsWith("\\") ? 2 : 1);
    if (piece === ")" && open.length > 1) {
      closed = open.pop();
    } else {
      begin(inside, /^[^\\[.^$]$/.test(piece) ? piece.toLowerCase() : null);
    }
    rest = rest.slice(piece.length);
    const outer = open.at(-1) ?? whole;
    piece = QUANTIFIER.exec(rest)?.[0] ?? "";
    if (closed && isAmbiguous(closed)) {
      if (most(piece) > FEW) return true;
      outer.varies = true;
    }
    if (varies(piece)) outer.varies = true;
    rest = rest.slice(piece.length);
  }
  return false;
}

const group = (): Group => ({ varies: false, firsts: [], begins: true });

function begin(group: Group, first: string | null): void {
  if (group.begins) group.firsts.push(first);
  group.begins = false;
}

/** Alternatives that begin with different characters leave no choice. */
function isAmbiguous({ varies, firsts }: Group): boolean {
  return varies || (firsts.length > 1 && (firsts.includes(null) || new Set(firsts).size < firsts.length));
}

/** How often at most what stands before this is matched. */
function most(quantifier: string): number {
  const [sign, least, comma, most] = QUANTIFIER.exec(quantifier) ?? [""];
  if (sign.startsWith("*") || sign.startsWith("+")) return Infinity;
  if (least === undefined) return 1;
  if (comma === undefined) return Number(least);
  return most ? Number(most) : Infinity;
}

/** It can be matched more than one number of times. */
function varies(quantifier: string): boolean {
  const [sign, least, comma, most] = QUANTIFIER.exec(quantifier) ?? [""];
  return sign !== "" && (least === undefined || (comma !== undefined && least !== most));
}
