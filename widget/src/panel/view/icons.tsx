const drawing = (path: string) => () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

export const CloseIcon = drawing("M6 9l6 6 6-6");
export const SendIcon = drawing("M5 12h14M13 6l6 6-6 6");
export const PersonIcon = drawing("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0");
export const ClipIcon = drawing(
  "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7",
);
export const BotIcon = drawing("M5 9h14v10H5zM12 9V5M9 13v2M15 13v2");

const BELL = "M6 17v-6a6 6 0 0 1 12 0v6zM4 17h16M10.5 20h3";
export const BellIcon = drawing(BELL);
export const MutedIcon = drawing(`${BELL}M4 4l16 16`);
