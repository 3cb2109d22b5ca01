import { countEn, number } from "../plural";

/** All that a session has printed, looked through. */
export const transcript = {
  open: "Search the whole output",
  linesOf: (title: string) => `Lines printed in ${title}`,
  find: "Find in the whole output",
  matchesOnly: "Show only the lines that match",
  again: "Search again, with what was printed since",
  close: "Back to the terminal",
  wrong: "Not a regular expression:",
  nothing: "No match",
  found: (count: number) => (count === 1 ? "1 line" : `${number.en(count)} lines`),
  nth: (at: string, count: string) => `${at} of ${count}`,
  noMatch: (text: string) => `“${text}” is in no line that is kept.`,
  empty: "Nothing has been printed.",
  screens: "What full-screen programs such as vi or top have drawn is not part of it.",
  held: (lines: number) => countEn(lines, "line"),
  dropped: (size: string) => `The first ${size} are no longer kept; lines are counted from there.`,
  show: "Show in the terminal",
  instead: {
    gone: "This line is no longer in the terminal. Around it stands what was printed before and after.",
    covered: "A full-screen program covers this line. Around it stands what was printed before and after.",
  },
  back: "Back",
  copied: "Line copied",
};
