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
  /** What a shell would not leave as it stands: a variable, a pipe. Null where there is nothing. */
  sign: string | null;
}

const SIGNS = /[$`|&;<>]/;
/** Those that act between double quotes too. */
const QUOTED_SIGNS = /[$`]/;

export function split(line: string): Split {
  const words: Word[] = [];
  let word: Word | null = null;
  let quote = "";
  let sign: string | null = null;
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
      const acts = quote === "" ? SIGNS.test(character) : quote === '"' && QUOTED_SIGNS.test(character);
      if (acts) sign ??= character;
      word.text += character;
    }
  }
  if (word) words.push(word);
  return { words, open: quote !== "", sign };
}
