/** What a filter of images asks beyond their rows; and the images that are what a text asks for. */
import type { ImageRow } from "$/ipc/bindings";
import { matchImages, type Facts } from "$/lib/filter/match";
import { parseFilter } from "$/lib/filter/parse";
import { clock } from "./clock.svelte";
import { isAlive, usersOf } from "./containers.svelte";
import { isDangling } from "./dangling.svelte";
import { platformOf } from "./image-columns";
import { updateOf } from "./updates.svelte";

export const imageFacts: Facts = {
  // Asked only where an age is: a filter without one has no reason to follow the clock.
  get now() {
    return clock.now;
  },
  users: (id) => {
    const found = usersOf(id);
    return { all: found.length, running: found.filter(isAlive).length };
  },
  dangling: isDangling,
  platform: platformOf,
  update: (row) => {
    const found = updateOf(row);
    return found === undefined || found === "failed" ? undefined : found === "newer";
  },
};

/** None where the text is not wholly understood: what is done to them may not reach further than what was meant. */
export function imagesThatAre(rows: readonly ImageRow[], text: string): readonly ImageRow[] {
  const { terms, faults } = parseFilter(text);
  return faults.length > 0 ? [] : matchImages(rows, terms, imageFacts);
}
