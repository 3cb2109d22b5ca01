import { countEn } from "../plural";

/** Removing images: what will go is said first. */
export const remove = {
  titleOne: (name: string) => `Remove ${name}?`,
  titleSeveral: (n: number) => `Remove ${countEn(n, "image")}?`,
  looking: "Looking at what would go…",
  gathering: (known: number, all: number) => `Layers of ${known} of ${countEn(all, "image")} are known…`,
  frees: { exactly: "Frees", about: "Frees about", atMost: "Frees at most" },
  counts: (images: number, names: number) =>
    [
      images > 0 ? `${countEn(images, "image")} deleted` : "",
      names > 0 ? `${countEn(names, "name")} removed, the image stays` : "",
    ]
      .filter(Boolean)
      .join(" · ") || "Nothing goes",
  shared: (size: string, layers: number) => `${size} stays: ${countEn(layers, "layer")} that others need`,
  sharedNone: "No layer is shared with others",
  keptBy: (name: string, more: number) => (more > 0 ? `${name} and ${countEn(more, "other image")}` : `${name}`),
  keptByContainers: "a container",
  keptMore: (n: number) => `and ${countEn(n, "more layer")}`,
  doubts: {
    content: "This engine also keeps layers as they were downloaded, and does not tell their sizes one by one.",
    buildCache: "Images built here may keep layers in the build cache; docker builder prune frees those.",
    sizes: "The history of an image does not tell which of its layers has which size.",
    strayContainers: "There are containers of images that are gone already; they may keep layers.",
    parents: "Steps of a build lie beneath, which this engine may keep.",
    incomplete: "Not every image could be looked at.",
  },
  fates: {
    deletes: "image and name",
    untags: "only the name",
    untagsWith: "this name of it too",
    untagsFor: (name: string, more: number) => `only the name, stays as ${name}${more > 0 ? ` and ${more} more` : ""}`,
    heldRunning: (n: number) => `in use: ${countEn(n, "container")}, running`,
    heldStopped: (n: number) => `in use: ${countEn(n, "stopped container")}`,
    heldByChildren: "others are built upon it",
    gone: "not there any more",
  },
  withContainers: (n: number) => `with ${countEn(n, "container")}`,
  running: "running",
  stopped: "stopped",
  inTheWay: (n: number) => `${countEn(n, "container")} in the way`,
  ways: "What about the images in use?",
  leave: "Leave them alone",
  leaveHint: (n: number) =>
    `${countEn(n, "image")} ${n === 1 ? "stays" : "stay"} as ${n === 1 ? "it is" : "they are"}.`,
  take: (n: number) => `Remove ${countEn(n, "container")} first`,
  takeHint: (running: number) =>
    running > 0
      ? `${running === 1 ? "1 is running and is" : `${running} are running and are`} stopped. What was written inside goes too; named volumes stay.`
      : "What was written inside goes too; named volumes stay.",
  force: "Use force",
  forceDoes: {
    untagsOnly: "With force only the name goes: a container keeps the image, without a name.",
    deletesImage:
      "With force name and image go; the containers keep their layers but can’t be made from the image again.",
    removesContainers: "With force this engine removes the containers with the image, running ones too.",
    refused: "The engine refuses this even with force.",
  },
  children: "Images without a name that others are built upon stay until those are gone.",
  removeNow: "Remove",
  removeSome: (n: number, all: number) => `Remove ${n} of ${all}`,
  nothing: "Nothing of this can be removed as it is.",
  command: "The command for it",
  copyCommand: "Copy the command",
  goesIn: (seconds: number) => (seconds > 0 ? `goes in ${seconds} s` : "goes now"),
  undoFrees: (size: string) => `frees ${size}`,
  undo: "Undo",
  undone: "Undone: nothing was removed",
  resultSum: (done: number, all: number) => `${done} of ${all} done`,
  promised: (size: string) => `foretold ${size}`,
  freed: (size: string) => `${size} freed`,
  freedUnknown: "This engine does not say what it has freed.",
  results: {
    deleted: "deleted",
    untagged: "name removed",
    failed: "not removed",
    differs: "left alone",
    notReached: "not reached",
  },
  differences: {
    gone: "it was gone already",
    renamed: (id: string) => `the name means ${id} now`,
    named: (names: string) => `it is also called ${names} now`,
    lastName: "its other names are gone, so the image would go too",
    used: (names: string) => `made from it since: ${names}`,
    started: (name: string) => `${name} runs now`,
  },
  lookAgain: "Look again, and remove it anew if you still want to.",
  toast: (images: number, names: number, freed: string) =>
    [
      images > 0 ? `${countEn(images, "image")} removed` : "",
      names > 0 ? `${countEn(names, "name")} removed` : "",
      freed,
    ]
      .filter(Boolean)
      .join(" · ") || "Nothing was left to remove",
  details: "Details",
  settingTitle: "Time to undo a removal",
  settingText: "Images wait so long before they go. At once means that nothing can be undone.",
  settingAtOnce: "At once",
  settingSeconds: (n: number) => `${n} s`,
};
