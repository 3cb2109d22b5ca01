/**
 * Patterns for which a web view may look for ever: it tries each way in which a text can be divided among the pieces of a
 * pattern that match more or less of it, and repetitions within a repetition are divided in exponentially many. Nothing ends
 * such a search, and the window stands meanwhile. The shell's patterns have no such case. Judged by how a pattern is written:
 * some are refused that would be quick. Pure.
 */

/** Pieces in a row whose ends are not certain, since text that ends them could be theirs. */
interface Run {
  /** Whatever is in it, as it is written; null for what can be anything. */
  pieces: (string | null)[];
  weight: number;
  /** The greatest weight of one: where the whole ends for certain, that one has no choice of its own. */
  most: number;
}

/** A group that is open, or the whole pattern. */
interface Group {
  /** The alternatives' first characters, as far as they are plain ones. */
  firsts: (string | null)[];
  /** The next piece is the first of its alternative. */
  begins: boolean;
  /** Choices in this alternative, but for the run that goes on, and in that of those before which has the most. */
  weight: number;
  heaviest: number;
  run: Run | null;
  /** How often what has a choice is repeated within. */
  times: number;
}

/** A group that has a choice may be repeated to this number: parts of an address. */
const FEW = 4;
/** Each doubles what is tried. */
const WEIGHT_MAX = 12;
/** Of a piece that has no end, or a late one. */
const ENDLESS = 3;

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/;
const OPENING = /^\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/;
const CLASS = /^\[(?:\\.|[^\]\\])*\]/s;
const ESCAPE = /^\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|k<[^>]*>|\d+|.)/is;
/** What another part matched, and whatever else is not told from how it is written. */
const REFERENCE = /^\\(?:\d|k<)/;
const PLAIN = /^(?:[^\\[.^$]|\\[^\w\s])$/;

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
      end(inside);
      rest = rest.slice(1);
      continue;
    }
    const piece = (CLASS.exec(rest) ?? ESCAPE.exec(rest))?.[0] ?? rest.slice(0, 1);
    rest = rest.slice(piece.length);
    const closed = piece === ")" && open.length > 1 ? open.pop() : undefined;
    const quantifier = QUANTIFIER.exec(rest)?.[0] ?? "";
    rest = rest.slice(quantifier.length);
    const outer = open.at(-1) ?? whole;
    let weight = weightOf(quantifier);
    if (closed) {
      end(closed);
      const choices = closed.heaviest + choicesAmong(closed.firsts);
      if (choices > 0) {
        const times = closed.times * countOf(quantifier).most;
        if (times > FEW) return true;
        outer.times = Math.max(outer.times, times);
        weight += choices * times;
      }
    } else {
      begin(outer, PLAIN.test(piece) ? piece.toUpperCase() : null);
    }
    add(outer, closed || REFERENCE.test(piece) ? null : piece, weight, quantifier !== "");
  }
  end(whole);
  return whole.heaviest > WEIGHT_MAX;
}

const group = (): Group => ({ firsts: [], begins: true, weight: 0, heaviest: 0, run: null, times: 1 });

function begin(group: Group, first: string | null): void {
  if (group.begins) group.firsts.push(first);
  group.begins = false;
}

/** Of an alternative. One that is empty matches anywhere. */
function end(group: Group): void {
  begin(group, null);
  group.heaviest = Math.max(group.heaviest, group.weight + (group.run?.weight ?? 0));
  group.begins = true;
  group.weight = 0;
  group.run = null;
}

/** A piece comes behind the others. Text that none of a run can match ends it. */
function add(group: Group, piece: string | null, weight: number, isRepeated: boolean): void {
  const { run } = group;
  if (!run && weight === 0) return;
  if (run && piece !== null && !isRepeated && PLAIN.test(piece) && !run.pieces.some((one) => matches(one, piece))) {
    group.weight += run.weight - run.most;
    group.run = null;
    return;
  }
  const before = run ?? { pieces: [], weight: 0, most: 0 };
  group.run = {
    pieces: [...before.pieces, piece],
    weight: before.weight + weight,
    most: Math.max(before.most, weight),
  };
}

function matches(piece: string | null, plain: string): boolean {
  if (piece === null) return true;
  try {
    return new RegExp(`^${piece}$`, "i").test(plain.slice(-1));
  } catch {
    return true;
  }
}

/** Alternatives that begin with different characters leave no choice. */
function choicesAmong(firsts: (string | null)[]): number {
  const isPlain = !firsts.includes(null) && new Set(firsts).size === firsts.length;
  return isPlain ? 0 : firsts.length - 1;
}

/** How often what stands before this is matched. */
function countOf(quantifier: string): { least: number; most: number } {
  const [sign, least, comma, most] = QUANTIFIER.exec(quantifier) ?? [""];
  if (sign === "") return { least: 1, most: 1 };
  if (least === undefined) return { least: sign.startsWith("+") ? 1 : 0, most: sign.startsWith("?") ? 1 : Infinity };
  if (comma === undefined) return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most ? Number(most) : Infinity };
}

/** How many numbers of times it can be matched, as doublings. */
function weightOf(quantifier: string): number {
  const { least, most } = countOf(quantifier);
  return Math.min(ENDLESS, Math.ceil(Math.log2(most - least + 1)));
}
