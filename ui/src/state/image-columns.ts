/** The columns of the grid of images. One more is an entry here, its order in `lib/images.ts`, its cell in `ImageCell`. */
import { t } from "$/i18n/index.svelte";
import type { ImageRow } from "$/ipc/bindings";
import type { Pinned } from "$/lib/fields";
import type { ImageColumn } from "$/lib/images";
import { Columns, type OwnColumn } from "./columns.svelte";
import { imageFields } from "./fields.svelte";

/** The list of images does not tell platforms. */
export const PLATFORM_FIELDS = ["/Os", "/Architecture", "/Variant"] as const satisfies readonly Pinned[];

const own: readonly OwnColumn<ImageColumn>[] = [
  {
    id: "repository",
    label: () => t().images.repository,
    track: "minmax(120px, 1.5fr)",
    shown: true,
    names: true,
  },
  { id: "tag", label: () => t().images.tag, track: "minmax(96px, 0.95fr)", shown: true },
  { id: "id", label: () => t().images.id, track: "110px", shown: true, yields: 716 },
  { id: "created", label: () => t().images.created, track: "140px", shown: true, yields: 612, downFirst: true },
  { id: "platform", label: () => t().images.platform, track: "116px", shown: false, needs: PLATFORM_FIELDS },
  { id: "size", label: () => t().images.size, track: "112px", shown: true, align: "end", downFirst: true },
  { id: "inUse", label: () => t().images.inUse, track: "66px", shown: true, downFirst: true },
  { id: "registry", label: () => t().images.registry, track: "minmax(110px, 0.6fr)", shown: false },
  { id: "digest", label: () => t().images.digest, track: "118px", shown: false },
  { id: "update", label: () => t().registry.column, track: "minmax(110px, 0.5fr)", shown: false, downFirst: true },
];

export const imageColumns = new Columns<ImageColumn>(
  { pinned: "imagesPinned", columns: "imagesColumns", sort: "imagesSort", descending: "imagesSortDescending" },
  imageFields,
  own,
);

/** `linux/arm64/v8`; undefined as long as it is not known, empty where the image does not say. */
export function platformOf({ id, manifests }: ImageRow): string | undefined {
  // An index is for all that is here of it.
  const inside = manifests.flatMap(({ platform, available }) => (available && platform ? [platform] : []));
  if (inside.length > 0) return [...new Set(inside)].join(", ");
  const values = PLATFORM_FIELDS.map((pointer) => imageFields.value(id, pointer));
  if (values.includes(undefined)) return undefined;
  return values.flatMap((value) => value?.value?.text || []).join("/");
}
