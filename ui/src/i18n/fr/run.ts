import type { Catalogue } from "../en";

export const run: Catalogue["run"] = {
  title: "Lancer",
};
