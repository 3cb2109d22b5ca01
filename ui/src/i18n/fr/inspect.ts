import type { Catalogue } from "../en";

export const inspect: Catalogue["inspect"] = {
  title: "Inspecter",
};
