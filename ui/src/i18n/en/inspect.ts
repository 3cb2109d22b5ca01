export const inspect = {
  title: "Inspect",
};
