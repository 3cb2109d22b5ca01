import { countEn, number } from "../plural";

/** Logs of containers, in the dock. */
export const logs = {
  title: (names: string) => `Logs: ${names}`,
  lineOf: (name: string) => `A log line of ${name}`,
  linesOf: (names: string) => `Log lines of ${names}`,
  find: "Find in the log",
  wrong: "Not a regular expression:",
  noMatch: "No match",
  noMatchHeld: "No match here",
  part: (lines: number) =>
    lines === 1 ? "Only the one line held is looked at." : `Only the ${number.en(lines)} lines held are looked at.`,
  readAll: "Read all lines",
  readMost: (count: number) => `Read ${countEn(count, "line")} of each`,
  readAllHint: "Reads the log anew, as much of it as can be held, and looks there.",
  found: (count: number) => (count === 1 ? "1 line" : `${number.en(count)} lines`),
  nth: (at: number, count: number) => `${number.en(at)} of ${number.en(count)}`,
  nthOfMore: (at: number, count: number) => `${number.en(at)} of at least ${number.en(count)}`,
  matchesOnly: "Show only the lines that match",
  outputs: "Outputs",
  both: "Both",
  timestamps: "Show when each line was printed",
  wrap: "Long lines go on in the next line",
  range: "Which part of the log",
  menu: "What can be done with the log",

  tail: "Lines from the end",
  tailAll: "as many as fit",
  badTail: "A whole number, or nothing for as many as fit.",
  since: "Since",
  until: "Until",
  momentHint: "A length of time before now (10m, 1h30m), or a date and time. Until then, nothing new is followed.",
  badMoment: "Not a length of time such as 10m, nor a date such as 2026-01-31T09:30:00.",
  begin: "Show this part",

  unfold: "Unfold the JSON",
  fold: "Close the unfolded line",
  unfoldedTools: "Find in the unfolded line",
  unfolded: "Unfolded line",
  resizeUnfolded: "Width of the unfolded line",
  asText: "Show the line as it was printed",
  readWhole: "Read the whole line",
  wholeLine: "The whole line",
  characters: (count: number) => countEn(count, "character"),
  previousInLine: "Previous match in this line",
  nextInLine: "Next match in this line",
  lineGone: "This line is no longer held.",

  copySelected: "Copy the selected lines",
  copyAll: "Copy all lines shown",
  copied: (count: number) => `${countEn(count, "line")} copied`,
  save: "Save the lines shown…",
  saved: (path: string) => `Saved as ${path}`,
  savedInPart: (path: string) => `Saved as ${path}, without those lines of the log that are not held`,
  saveWhole: "Save the whole log, without the filter…",
  saveWholeRange: "Save all between these times, without the filter…",
  clear: "Clear the view",

  toEnd: "To the end",
  toEndNew: (count: number) => `To the end · ${countEn(count, "new line")}`,
  earlier: "Earlier lines",
  held: (rows: number, lines: number, size: string) =>
    rows === lines
      ? `${countEn(lines, "line")} · ${size}`
      : `${number.en(rows)} of ${countEn(lines, "line")} · ${size}`,
  fewer: (count: number) => `${number.en(count)} of each at first`,
  fewerHint: (count: number) =>
    `Of several containers, at most ${countEn(count, "line")} each are read at first. Earlier ones come as you scroll up.`,
  empty: "Nothing has been printed.",
  noneShown: "No line passes the filter.",
  cut: (bytes: number) => `… read on: ${countEn(bytes, "byte")} in all`,
  cutHint: "The line goes on. Click, or press Enter, to read all of it. It is copied and saved whole.",
  foundFurther: "found further on",
  foundFurtherHint: "Found further on in this line. Unfold it to get there.",
  missing: (name: string) => `Lines of ${name} above are not fetched yet`,
  missingHint: (name: string) =>
    `From here on the lines of all containers are here. Above, those of ${name} are not fetched yet.`,
  begunBefore: "begins earlier …",
  begunBeforeHint: "The line begins above what has been fetched. Click to fetch its beginning.",
  fetchBeginning: "Fetch the beginning of the line",
  cutHere: (bytes: number) => `… read on: ${countEn(bytes, "byte")} of it here`,
  cutHereHint:
    "The line goes on. Click, or press Enter, to read it. It is copied and saved as far as it has been fetched.",

  following: (name: string) => `Following ${name}`,
  read: (name: string) => `${name}: all that was asked for is here`,
  created: (name: string) => `${name} has not been started yet. When it is, this goes on.`,
  ended: (name: string, code: number) => `${name} has ended with code ${code}. When it is started again, this goes on.`,
  removed: (name: string) => `${name} has been removed. What it printed is kept until this tab is closed.`,
  elsewhere: (name: string, engine: string) =>
    `The log of ${name} is on the engine ${engine}, and another one is in use. When that is in use again, this goes on.`,
  lost: (name: string) => `The engine of ${name} does not answer. When it is back, this goes on.`,
};
