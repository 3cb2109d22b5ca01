import type { PatternFaultKind } from "$/ipc/bindings";
import { number } from "../plural";

/** What is wrong with a regular expression. */
export const pattern = {
  at: (what: string, character: number) => `${what} at character ${number.en(character)}`,
  faults: {
    groupUnclosed: "unclosed group (",
    groupUnopened: "unopened group )",
    groupName: "not the name of a group",
    groupNameTwice: "a second group of this name",
    classUnclosed: "unclosed class [",
    classRange: "range that ends before it begins",
    classRangeEnd: "range that does not end in a character",
    unicodeClass: "unknown Unicode class",
    escapeUnknown: "unknown escape \\",
    escapeUnfinished: "unfinished escape \\",
    escapeNumber: "not the code of a character",
    repetitionMissing: "nothing to repeat",
    repetitionRange: "repetition of more to fewer times",
    repetitionNumber: "repetition without a valid number",
    repetitionUnclosed: "unclosed repetition {",
    flag: "unknown or unfinished flag (?",
    wordBoundary: "unknown or unclosed boundary \\b{",
    lookAround: "look-around is not supported",
    backreference: "backreferences are not supported",
    tooDeep: "groups nested too deeply",
    tooBig: "too large once compiled",
    tooLong: "too long",
    other: "can’t be understood",
  } satisfies Record<PatternFaultKind, string>,
};
