/** The drawings of the window: stroked paths on a grid of 16 by 16. */
export const icons = {
  layers: "M2 5l6-3 6 3-6 3zM2 8l6 3 6-3M2 11l6 3 6-3",
  cube: "M2 4.5L8 1.5l6 3v7l-6 3-6-3zM2 4.5l6 3 6-3M8 7.5v7",
  gear: "M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 1 0 0-4.4M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6L13 13M3 13l1.4-1.4M11.6 4.4L13 3",
  play: "M4.5 2.5v11l9-5.5z",
  stop: "M4 4h8v8H4z",
  restart: "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3",
  terminal: "M2 3h12v10H2zM4.5 6l2 2-2 2M8.5 10h3",
  dots: "M3 8h.01M8 8h.01M13 8h.01",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5l3.2 3.2L13 5",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  right: "M6 4l4 4-4 4",
  left: "M10 4l-4 4 4 4",
  arrowDown: "M8 3v10M4.5 9.5L8 13l3.5-3.5",
  arrowUp: "M8 13V3M4.5 6.5L8 3l3.5 3.5",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M10.5 10.5L14 14",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  trash: "M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4M6.7 6.5v4.5M9.3 6.5v4.5",
  pull: "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11",
  alert: "M8 2L1.5 13.5h13zM8 6.5v3.2M8 11.6h.01",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 1 0 8 1.8M8 7.3v3.7M8 5h.01",
  panelRight: "M2 3h12v10H2zM10 3v10",
  panelBottom: "M2 3h12v10H2zM2 9.5h12",
  table: "M2 3.5h12v9H2zM2 6.5h12M2 9.5h12",
  cards: "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z",
  plug: "M6 2v3M10 2v3M4 5h8v3a4 4 0 0 1-8 0zM8 12v2.5",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6",
  inspect:
    "M5.5 2.5C4 2.5 4 3.5 4 5s0 3-1.5 3C4 8 4 9.5 4 11s0 2.5 1.5 2.500M10.5 2.500C12 2.5 12 3.5 12 5s0 3 1.5 3C12 8 12 9.5 12 11s0 2.5-1.5 2.5",
  sliders: "M2 5h7M12 5h2M2 11h2M7 11h7M10.5 3.500v3M5.5 9.500v3",
  globe:
    "M8 1.800a6.2 6.2 0 1 0 0 12.400A6.2 6.2 0 1 0 8 1.800M1.8 8h12.400M8 1.800c2.2 1.8 3 3.9 3 6.200s-.8 4.4-3 6.200c-2.2-1.8-3-3.9-3-6.200s.8-4.4 3-6.2",
} as const;

export type IconName = keyof typeof icons;
