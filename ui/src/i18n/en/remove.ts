import { countEn } from "../plural";

/** Removing images: what will go is said first. */
export const remove = {
  titleOne: (name: string) => `Remove ${name}?`,
  titleSeveral: (n: number) => `Remove ${countEn(n, "image")}?`,
  looking: "Looking at what would go…",
  goes: "What goes",
  image: (size: string) => `The image, up to ${size}`,
  imageHint: "Layers that other images share stay on the disk.",
  nameOnly: "Only the name. The image stays under its other names:",
  names: (n: number) => (n === 1 ? "The name" : `${n} names`),
  stays: "What stays",
  row: {
    deletes: "image and name",
    untags: "only the name",
    heldRunning: (n: number) => `held by ${countEn(n, "running container")}`,
    heldStopped: (n: number) => `held by ${countEn(n, "stopped container")}`,
    unknown: "can’t be looked at",
  },
  inTheWay: (n: number) => `${countEn(n, "container")} made from it`,
  running: "running",
  stopped: "stopped",
  heldRunning: (n: number): string =>
    n === 1
      ? "A container of it is running, so the engine refuses. It can be stopped and removed with the image: what was written inside it goes too, named volumes stay."
      : "Containers of it are running, so the engine refuses. They can be stopped and removed with the image: what was written inside them goes too, named volumes stay.",
  heldStopped: (n: number): string =>
    n === 1
      ? "A stopped container is made from it, so the engine refuses. It can be removed with the image: what was written inside it goes too, named volumes stay."
      : "Stopped containers are made from it, so the engine refuses. They can be removed with the image: what was written inside them goes too, named volumes stay.",
  heldByNames: "Several names point to the image, so the engine refuses without force. With force all of them go.",
  forceDoes: {
    untagsOnly: "With force only the name goes: a running container keeps the image, without a name.",
    deletesImage:
      "With force name and image go; the containers keep their files but can’t be made from the image again.",
    removesContainers: "With force this engine removes the containers with the image, running ones too.",
    refused: "The engine refuses this even with force.",
  },
  sum: (deleted: number, size: string) => `${countEn(deleted, "image")} and up to ${size} go.`,
  sumBlocked: (n: number) =>
    `${countEn(n, "image")} ${n === 1 ? "is" : "are"} held by a running container and will stay.`,
  removeNow: "Remove",
  force: "Remove with force",
  withContainers: (n: number) => (n === 1 ? "Remove container and image" : `Remove ${n} containers and image`),
  withContainersSeveral: "Also remove the stopped containers in the way",
  stopFirst: (n: number) =>
    n === 1 ? "Stop and remove container and image" : `Stop and remove ${n} containers and image`,
  working: "Removing…",
  done: (deleted: number): string => (deleted > 0 ? "removed" : "untagged"),
  failed: "not removed",
  skipped: "left alone",
  waiting: "waiting",
  toast: (n: number) => `${countEn(n, "image")} removed`,
  toastUntagged: (name: string) => `${name} is untagged; the image stays`,
  toastOne: (name: string) => `${name} is removed`,
  finished: (done: number, all: number) => `${done} of ${all} done`,
};
