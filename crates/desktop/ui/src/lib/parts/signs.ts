// The signs of the page, as paths in a box of 20 by 20 that are drawn with a line.

export const signs = {
  timer: "M10 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 7.5V11l2.2 1.6M8 2h4",
  history: "M4 5h12M4 10h12M4 15h7",
  week: "M4 16V9M10 16V4M16 16v-5M2.5 16.5h15",
  sync: "M4 9a6 6 0 0 1 10.5-3.2L16 7.5M16 4v3.5h-3.5M16 11a6 6 0 0 1-10.5 3.2L4 12.5M4 16v-3.5h3.5",
  review: "M5 3h10v14H5zM7.5 10l2 2 3.5-4",
  settings: "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4",
  keys: "M2.5 5.5h15v9h-15zM5.5 8.5v.1M8.5 8.5v.1M11.5 8.5v.1M14.5 8.5v.1M7 11.5h6",
  about: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 9v4.5M10 6.4v.1",
  "sign-in": "M8 3h8v14H8M3 10h9M9 7l3 3-3 3",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9M10 12v1.5",
  check: "M4.5 10.5 8 14l7.5-8",
  clock: "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 6.5V10l2.5 1.5",
  warning: "M10 3.5 17.5 16h-15zM10 8v4M10 14v.1",
  home: "M3.5 9.5 10 4l6.5 5.5M5.5 8.5V16h9V8.5",
  offline: "M3 3l14 14M6.2 14.5H5a3 3 0 0 1-.5-6 5.6 5.6 0 0 1 1-2.2M8.5 4.7a5 5 0 0 1 6.3 4 3 3 0 0 1 1.7 5",
  up: "M10 16V4.5M5.5 9 10 4.5 14.5 9",
  play: "M6.5 4.5v11l9-5.5z",
  pause: "M7 5v10M13 5v10",
  stop: "M5.5 5.5h9v9h-9z",
  undo: "M7.5 5 4 8.5 7.5 12M4 8.5h7.5a4 4 0 0 1 0 8H9",
  edit: "M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3z",
  delete: "M4 6h12M8 6V4h4v2M6 6l.7 10.5h6.6L14 6",
  plus: "M10 4v12M4 10h12",
  left: "M12.5 4.5 7 10l5.5 5.5",
  right: "M7.5 4.5 13 10l-5.5 5.5",
} as const;

export type SignName = keyof typeof signs;
