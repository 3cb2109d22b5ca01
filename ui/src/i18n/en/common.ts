import { countEn } from "../plural";

export const common = {
  cancel: "Cancel",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  retry: "Try again",
  more: "More actions",
  clear: "Clear",
  loading: "Loading…",
  notifications: "Notifications",
  /** A value that is not there. */
  absent: "—",
  images: (n: number) => countEn(n, "image"),
  containers: (n: number) => countEn(n, "container"),
  layers: (n: number) => countEn(n, "layer"),
  bytes: (n: number) => countEn(n, "byte"),
  selected: (n: number) => `${n} selected`,
};
