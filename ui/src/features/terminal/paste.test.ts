/** What of a text reaches a program that is pasted, and when a person is asked. */
import { describe, expect, it } from "vitest";
import { beginning, inOneLine, isAskedAbout, pasted } from "./paste";

describe("pasted", () => {
  it("leaves a text as it is, with line feeds", () => {
    expect(pasted("Grüße, 世界\t👋")).toEqual({ text: "Grüße, 世界\t👋", lines: 1, written: 1, dropped: 0 });
    expect(pasted("a\r\nb\rc\n")).toEqual({ text: "a\nb\nc\n", lines: 4, written: 3, dropped: 0 });
  });

  it("leaves out what would end the brackets or press a key", () => {
    expect(pasted("ls\u001b[201~; rm -rf /\u0003\n").text).toBe("ls; rm -rf /\n");
    expect(pasted("a\u009b201~b\u001b[200~c").text).toBe("abc");
    // The pieces of a bracket that come together when another is taken away.
    expect(pasted("\u001b[20\u001b[201~1~").text).not.toContain("\u001b");
    expect(pasted("a\u0000\u0008\u007f\u0085b")).toEqual({ text: "ab", lines: 1, written: 1, dropped: 4 });
  });
});

describe("isAskedAbout", () => {
  const of = (text: string, brackets = false, from = 2) => isAskedAbout(pasted(text), brackets, from);

  it("asks where a line would be run or a key is left out", () => {
    expect(of("ls")).toBe(false);
    expect(of("ls\n")).toBe(true);
    expect(of("a\nb")).toBe(true);
    expect(of("a\u001bb")).toBe(true);
  });

  it("does not where the program knows, or the person chose so", () => {
    expect(of("a\nb", true)).toBe(false);
    expect(of("a\nb", false, 0)).toBe(false);
    expect(of("a\nb", false, 3)).toBe(false);
    expect(of("a\nb\n", false, 3)).toBe(true);
  });
});

it("makes one line of many", () => {
  expect(inOneLine("docker run \\\n    -it centos\n")).toBe("docker run \\ -it centos");
  expect(inOneLine("\n a  b \n\n c\n")).toBe("a  b c");
});

it("shows the beginning of what is long, and says so", () => {
  expect(beginning("a\nb")).toEqual({ shown: "a\nb", hidden: 0 });
  const many = Array.from({ length: 100 }, (_, n) => `line ${n}`).join("\n");
  expect(beginning(many).hidden).toBe(40);
  expect(beginning("x".repeat(10_000))).toEqual({ shown: "x".repeat(6000), hidden: 1 });
});
