/** Line icons of 20 × 20, drawn for this console. Screen readers skip them. */
const PATHS = {
  inbox:
    "M3 11.5 5.2 4.6A1.5 1.5 0 0 1 6.6 3.5h6.8a1.5 1.5 0 0 1 1.4 1.1L17 11.5v3.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15zM3 11.5h3.8c.4 1.5 1.6 2.5 3.2 2.5s2.8-1 3.2-2.5H17",
  archive: "M3 4h14v3.5H3zM4.5 7.5V16h11V7.5M8 10.5h4",
  bot: "M5 8.5a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2V13a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM10 6.5V4M8 10.5v.5M12 10.5v.5M3 10v2M17 10v2",
  person: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.5-3 2.9-4.5 6-4.5s5.5 1.5 6 4.5",
  tag: "M7 6 3 10l4 4m6-8 4 4-4 4m-2-9-2 10",
  check: "m4 10.5 4 4 8-9",
  cross: "m5 5 10 10M15 5 5 15",
  clip: "m8.5 11.5 5-5a2.2 2.2 0 0 0-3.1-3.1l-6 6a3.6 3.6 0 0 0 5.1 5.1l6-6",
  paper: "M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15M7.5 10h5m-5 3h5",
  note: "M4 4h12v8l-4 4H4zM16 12h-4v4",
  send: "M3.5 10 16.5 4l-4 12.5-3-5zM9.5 11.5l7-7.5",
  back: "m12 4.5-5.5 5.5 5.5 5.5",
  down: "M10 4v11m-4.5-4.5L10 15l4.5-4.5",
  search: "M9 14.5A5.5 5.5 0 1 0 9 3.5a5.5 5.5 0 0 0 0 11m4-1.5 4 4",
  settings: "M4 6h7m4 0h1M4 14h1m4 0h7M13 4v4M7 12v4",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.900-1.1 1.8m0 3v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15",
  alert: "M10 3 2.5 16.5h15zM10 8v4m0 2.3v.1",
  shield: "M10 2.5 4 5v4.5c0 4 2.5 6.5 6 8 3.5-1.5 6-4 6-8V5zM7.5 10l2 2 3.5-4",
  parcel: "M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7",
  bulb: "M7.5 13.5c-2-1.3-2.5-3-2.5-4.5a5 5 0 0 1 10 0c0 1.5-.5 3.2-2.5 4.5zM8 17h4",
  handover:
    "M7.5 9a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 7.5 9M2.5 16.5c.4-2.9 2.4-4.5 5-4.5 1.100 0 2 .2 2.800.7M11.5 14.5h6M15 12l2.5 2.5L15 17",
  mail: "M3 5.5h14v9.5H3zM3 6l7 5.5L17 6",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6.2V10l2.600 1.7",
  wake: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6M10 2.5v1.7m0 11.600v1.7M2.5 10h1.7m11.600 0h1.7M4.7 4.7l1.2 1.2m8.2 8.2 1.2 1.2m0-10.600-1.2 1.2m-8.2 8.2-1.2 1.2",
} as const;

export type IconName = keyof typeof PATHS;
/** Icons that point in the direction of the text, and are mirrored with it. */
const TURNING: ReadonlySet<IconName> = new Set(["back", "send", "handover"]);

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class={TURNING.has(name) ? "icon icon-turning" : "icon"}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
