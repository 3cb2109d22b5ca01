/** The columns of the list of containers. */
import { t } from "$/i18n/index.svelte";
import type { ContainerColumn } from "$/lib/containers";
import { Columns, type OwnColumn } from "./columns.svelte";
import { containerFields } from "./fields.svelte";

const own: readonly OwnColumn<ContainerColumn>[] = [
  { id: "name", label: () => t().containers.name, track: "minmax(140px, 1.2fr)", shown: true, names: true },
  { id: "image", label: () => t().containers.image, track: "minmax(100px, 1.2fr)", shown: true },
  { id: "state", label: () => t().containers.state, track: "104px", shown: true },
  {
    id: "status",
    label: () => t().containers.status,
    track: "minmax(110px, 1fr)",
    shown: true,
    sortable: false,
    yields: 512,
  },
  {
    id: "ports",
    label: () => t().containers.ports,
    track: "minmax(90px, 0.8fr)",
    shown: true,
    sortable: false,
    yields: 604,
  },
  {
    id: "created",
    label: () => t().containers.created,
    track: "118px",
    shown: true,
    yields: 860,
    downFirst: true,
  },
];

export const containerColumns = new Columns<ContainerColumn>(
  {
    pinned: "containersPinned",
    columns: "containersColumns",
    sort: "containersSort",
    descending: "containersSortDescending",
  },
  containerFields,
  own,
);
