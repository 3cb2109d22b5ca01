/** Where in the window a person is: the place, the details pane and its tab, what the lists are filtered by. */
import { tick } from "svelte";
import type { JobId } from "$/ipc/bindings";
import { only, selections } from "./selections.svelte";

export type Place = "images" | "containers" | "inspect" | "activity" | "settings";
export type DetailsTab = "overview" | "inspect" | "layers" | "containers";

let place = $state<Place>("images");
let details = $state(true);
let tab = $state<DetailsTab>("overview");
/** The layer that was asked for, from the lowest, from 0. */
let layer = $state<number | null>(null);
/** The job that is open in Activity. */
let job = $state<JobId | null>(null);
let imagesFilter = $state("");
let containersFilter = $state("");

export const view = {
  get place(): Place {
    return place;
  },
  get details(): boolean {
    return details;
  },
  set details(open: boolean) {
    details = open;
  },
  get tab(): DetailsTab {
    return tab;
  },
  set tab(value: DetailsTab) {
    tab = value;
    layer = null;
  },
  /** Marked in the Layers tab until another tab is chosen. */
  get layer(): number | null {
    return layer;
  },
  set layer(index: number | null) {
    layer = index;
  },
  get imagesFilter(): string {
    return imagesFilter;
  },
  set imagesFilter(text: string) {
    imagesFilter = text;
  },
  get containersFilter(): string {
    return containersFilter;
  },
  set containersFilter(text: string) {
    containersFilter = text;
  },
  go(to: Place): void {
    place = to;
  },
  get job(): JobId | null {
    return job;
  },
  set job(id: JobId | null) {
    job = id;
  },
  showJob(id: JobId): void {
    job = id;
    place = "activity";
  },
  showContainer(id: string): void {
    containersFilter = "";
    selections.containers = only(id);
    place = "containers";
    details = true;
  },
  showImage(key: string): void {
    imagesFilter = "";
    selections.images = only(key);
    place = "images";
    details = true;
  },
  /** With the keyboard in it. */
  async openDetails(on?: DetailsTab): Promise<void> {
    if (on) tab = on;
    details = true;
    await tick();
    document.querySelector<HTMLElement>("[data-testid=details] [role=tab][aria-selected=true]")?.focus();
  },
};
