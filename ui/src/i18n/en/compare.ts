export const compare = {
  title: "Comparison",
};
