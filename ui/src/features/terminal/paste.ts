/**
 * What is pasted, before a program gets it. Pure. Text from a clipboard is somebody else's: it must not end the brackets
 * that xterm.js puts around it for programs that asked for them, nor press any key but Tab and Enter.
 */

/** The marks between which a program is told that something is pasted. */
const BRACKETS = /(?:\u001b\[|\u009b)20[01]~/g;

/** Control characters but for tab, line feed and carriage return. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Characters and lines of a long text that are shown in the question. */
const SHOWN_CHARACTERS = 6000;
const SHOWN_LINES = 60;

export interface Pasted {
  /** What may be sent. */
  text: string;
  /** Line ends count: one at the end makes a program run the line. */
  lines: number;
  /** Lines as a person counts them. */
  written: number;
  /** Control characters and sequences that were left out. */
  dropped: number;
}

export function pasted(raw: string): Pasted {
  let dropped = 0;
  const drop = () => (dropped++, "");
  const text = raw.replace(/\r\n?/g, "\n").replace(BRACKETS, drop).replace(CONTROLS, drop);
  const lines = text.split("\n").length;
  return { text, lines, written: text.endsWith("\n") ? lines - 1 : lines, dropped };
}

/** Whether a person is asked first. `brackets`: the program knows a paste from keys. `from`: so many lines; 0 never. */
export function isAskedAbout({ lines, dropped }: Pasted, brackets: boolean, from: number): boolean {
  return !brackets && from > 0 && (lines >= from || dropped > 0);
}

/** The same without line ends, and without the indentation behind them. */
export const inOneLine = (text: string): string =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .join(" ");

/** The beginning, for a person to look at, and how many lines there are that it leaves out, some in part. */
export function beginning(text: string): { shown: string; hidden: number } {
  const lines = text.split("\n");
  const shown = lines.slice(0, SHOWN_LINES).join("\n").slice(0, SHOWN_CHARACTERS);
  return { shown, hidden: shown === text ? 0 : Math.max(1, lines.length - shown.split("\n").length) };
}
