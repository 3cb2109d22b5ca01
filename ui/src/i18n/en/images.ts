import { countEn } from "../plural";

/** The grid of images. */
export const images = {
  title: "Images",
  summary: (count: number, size: string, unused: string) =>
    `${countEn(count, "image")} · ${size} · ${unused} in no use`,
  summaryHint: (exact: string) =>
    `${exact} in all: the size of every image, counted once. Layers that images share are counted in each of them, so the disk holds less.`,
  summaryUsePending: (count: number, size: string) => `${countEn(count, "image")} · ${size}`,
  filter: "Filter by name, tag, id, label…",
  matching: (shown: number, all: number) => `${shown} of ${countEn(all, "row")}`,
  view: "View",
  table: "Table",
  cards: "Cards",
  repository: "Repository",
  tag: "Tag",
  id: "Image ID",
  created: "Created",
  size: "Size",
  inUse: "In use",
  untagged: "Untagged image",
  selectAll: "Select all images",
  selectRow: "Select",
  usedBy: (names: string) => `Used by ${names}`,
  notUsed: "No container is made from it",
  used: (n: number) => `used by ${countEn(n, "container")}`,
  run: "Run",
  runInteractively: "Run interactively",
  runWith: "Run…",
  inspect: "Inspect",
  pullAgain: "Pull again",
  copyReference: "Copy the reference",
  copyId: "Copy the image ID",
  remove: "Remove…",
  noMatch: "No image matches",
  noMatchText: (filter: string) => `Nothing has “${filter}” in its repository, tag, id or labels.`,
  clearFilter: "Clear the filter",
  emptyTitle: "No images yet",
  emptyText:
    "An image is a file system plus parameters; a container is a running instance of one. Start with the smallest there is, or pull one that you need.",
};
