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
  inTheWay: (n: number) => `${countEn(n, "container")} made from it`,
  running: "running",
  stopped: "stopped",
  blockedRunning:
    "The engine does not remove an image while a container of it runs, not even with force. Stop and remove the container first.",
  blockedStopped:
    "The engine refuses while containers of the image exist. They can be removed with it: what was written inside them goes too, named volumes stay.",
  forceOnly: "The engine refuses without force, because several names point to the image. With force all of them go.",
  sum: (deleted: number, size: string) => `${countEn(deleted, "image")} and up to ${size} go.`,
  sumBlocked: (n: number) =>
    `${countEn(n, "image")} ${n === 1 ? "is" : "are"} held by a running container and will stay.`,
  removeNow: "Remove",
  force: "Remove with force",
  withContainers: (n: number) => (n === 1 ? "Remove container and image" : `Remove ${n} containers and image`),
  withContainersSeveral: "Also remove the stopped containers in the way",
  stopFirst: "Stop and remove containers and image",
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
