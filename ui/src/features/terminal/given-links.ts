/**
 * The links that a program gave (OSC 8) and that stand in rows of a terminal. xterm.js has them at their cells, and tells them
 * to the pointer alone: this reads its insides. Where a version has them somewhere else, there are none.
 */
import type { IBufferCell, Terminal } from "@xterm/xterm";

/** Characters of an address that is offered: no browser takes longer ones. */
const LONGEST = 8192;

interface Insides {
  _core?: { _oscLinkService?: { getLinkData?(id: number): { uri: string } | undefined } };
}

/** A cell as xterm.js has it. */
type Cell = IBufferCell & { extended?: { urlId?: number } };

/** Each once, in the order in which they stand. */
export function givenLinks(term: Terminal, start: number, end: number): string[] {
  const links = (term as unknown as Insides)._core?._oscLinkService;
  const ids = new Set<number>();
  let cell: Cell | undefined;
  for (let y = start; y < end; y++) {
    const line = term.buffer.active.getLine(y);
    for (let x = 0; line && x < line.length; x++) {
      cell = line.getCell(x, cell);
      const id = cell?.extended?.urlId;
      if (id) ids.add(id);
    }
  }
  const addresses = [...ids].map((id) => links?.getLinkData?.(id)?.uri ?? "");
  return [...new Set(addresses)].filter((address) => address !== "" && address.length <= LONGEST);
}
