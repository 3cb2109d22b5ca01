import { countEn } from "../plural";

/** Removing what nothing is made from. */
export const cleanUp = {
  title: "Clean up images",
  which: "Which images",
  dangling: "Untagged",
  unused: "All not in use",
  danglingHint:
    "What docker image prune takes: images that are left without a tag by a build or a pull, and that no container is made from.",
  unusedHint:
    "Every image that no container is made from, under each of its names. They can be pulled again where a registry has them.",
  olderThan: "Only older than",
  days: "days",
  filter: "Only what matches",
  keep: "Keep what has the label",
  noneDangling: "There is nothing untagged to clean up.",
  none: "There is nothing to clean up that fits this.",
  list: "Images to clean up",
  ticked: (n: number, all: number) => `${n} of ${countEn(all, "row")} ticked`,
  tickAll: "Tick all",
  untickAll: "Untick all",
  leftOut: "stays",
  command: "The command for it",
  remove: (n: number) => (n === 0 ? "Remove" : `Remove ${countEn(n, "row")}`),
};
