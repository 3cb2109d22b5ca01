/** Which rows are selected in each list; the details pane follows them. */
import { nothing, only, type Selection } from "$/lib/selection";

let images = $state.raw<Selection>(nothing);
let containers = $state.raw<Selection>(nothing);

export const selections = {
  get images(): Selection {
    return images;
  },
  set images(selection: Selection) {
    images = selection;
  },
  get containers(): Selection {
    return containers;
  },
  set containers(selection: Selection) {
    containers = selection;
  },
  clear(): void {
    images = nothing;
    containers = nothing;
  },
};

/** The one row that is selected; none where there are several. */
export function single(selection: Selection): string | null {
  const [key, another] = selection.keys;
  return key !== undefined && another === undefined ? key : null;
}

export { nothing, only };
