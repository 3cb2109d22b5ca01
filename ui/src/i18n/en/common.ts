export const common = {
  cancel: "Cancel",
  close: "Close",
  copy: "Copy",
  retry: "Try again",
};
