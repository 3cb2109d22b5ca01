import { expect, it } from "vitest";
import { mayTakeForEver } from "./slow-pattern";

it.each([
  "(a+)+$",
  "(a*)*b",
  "(?:a|a)*$",
  "(\\w|\\d)+$",
  "(a?a)+$",
  "([a-z]+\\s*)+!",
  "(?<word>\\w+,?)*;",
  "((ab)*)*c",
  "((a|b)+c?)*d",
  "(a|ab|b){20}x",
  "(x+x+)+y",
  "(.*)+",
  "(a{1,3}){10}",
  "(A|a)+b",
])("knows that %s may not end", (pattern) => expect(mayTakeForEver(pattern)).toBe(true));

it.each([
  "error",
  "a+b*c?",
  "(foo|bar)+",
  "(ab)+c*",
  "(\\d{1,3}\\.){3}\\d{1,3}",
  "([0-9a-f]{2}:){5}[0-9a-f]{2}",
  "^(GET|POST) .* 5\\d\\d$",
  "(warn|error).*",
  "\\(a+\\)+",
  "[(a+)]+",
  "[\\](a+]+",
  "(a+)b(c+)",
  "(a+)?b",
  "a{2,}",
  "x|y|z+",
])("leaves %s alone", (pattern) => expect(mayTakeForEver(pattern)).toBe(false));
