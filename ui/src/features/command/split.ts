/** A line taken apart as a POSIX shell would: blanks part words, quotes and backslashes keep them together. */

export interface Word {
  text: string;
  /** Where it begins in the line. */
  at: number;
}

export interface Split {
  words: Word[];
  /** A quotation mark is not closed. */
  open: boolean;
  /** What a shell would not leave as it stands, in order: a variable, a pipe, a comment. */
  signs: string[];
}

const SIGNS = /[`|&;<>]/;
/** What makes a dollar more than one. */
const EXPANDS = /[\w{(@*#?!-]/;

export function split(line: string): Split {
  const words: Word[] = [];
  let word: Word | null = null;
  let quote = "";
  const signs: string[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (!quote && /\s/.test(character)) {
      if (word) words.push(word);
      word = null;
      continue;
    }
    word ??= { text: "", at };
    if (character === "\\" && quote !== "'") {
      // Within double quotes a backslash counts only before what would act there.
      const next = line.charAt(at + 1);
      if (quote === "" || /["\\$`]/.test(next)) at += 1;
      word.text += quote === "" || /["\\$`]/.test(next) ? next : character;
    } else if (quote === character) quote = "";
    else if (!quote && /["']/.test(character)) quote = character;
    else {
      if (actsIn(quote, character, line.charAt(at + 1), word.text === "")) signs.push(character);
      word.text += character;
    }
  }
  if (word) words.push(word);
  return { words, open: quote !== "", signs };
}

function actsIn(quote: string, character: string, next: string, begins: boolean): boolean {
  if (quote === "'") return false;
  if (character === "$") return EXPANDS.test(next) || (quote === "" && /["'$]/.test(next));
  if (quote === '"') return character === "`";
  return SIGNS.test(character) || (character === "#" && begins);
}

/** Several lines as one, as far as a shell reads them so: a backslash goes on, any other end ends a command. */
export function oneLine(lines: string): string {
  return lines
    .trim()
    .replace(/\s*\\\r?\n\s*/g, " ")
    .replace(/\s*[\r\n]+\s*/g, " ; ");
}
