/** What is wrong with a regular expression of the web view's own, which says so in English alone. */
import type { PatternFaultKind } from "$/ipc/bindings";

/** Words of WebKit and of V8, by what they are about; the first that fit count. */
const WORDS: [RegExp, PatternFaultKind][] = [
  [/missing \)|unterminated group/i, "groupUnclosed"],
  [/unmatched parentheses|unmatched '\)'/i, "groupUnopened"],
  [/duplicate (group specifier|capture group) name/i, "groupNameTwice"],
  [/invalid (group specifier|capture group) name/i, "groupName"],
  [/missing terminating \]|unterminated character class/i, "classUnclosed"],
  [/range out of order/i, "classRange"],
  [/\\ at end of pattern/i, "escapeUnfinished"],
  [/nothing to repeat/i, "repetitionMissing"],
  [/numbers out of order/i, "repetitionRange"],
  [/number too large/i, "repetitionNumber"],
  [/unrecognized character after \(\?|invalid group/i, "flag"],
  [/too large/i, "tooBig"],
];

/** None where the pattern is one. */
export function patternFault(pattern: string): PatternFaultKind | null {
  try {
    new RegExp(pattern);
    return null;
  } catch (thrown) {
    const said = String(thrown).replace(`/${pattern}/`, "");
    return WORDS.find(([words]) => words.test(said))?.[1] ?? "other";
  }
}
