/** The options' looks as a style sheet, which stands between the launcher's and the panel's. */
import { asTextOn, textOn } from "./colors";
import type { ReadOptions } from "./options";

const ACCENT = "#0a7a78";
const LIGHT = { surface: "#fff", tinted: "#ebebeb" };
const DARK = { surface: "#182427", tinted: "#343f41" };
const NIGHT =
  `--firuze-surface:${DARK.surface};--firuze-ground:#10191b;--firuze-ink:#e8f0f0;` +
  "--firuze-soft:#a9babc;--firuze-line:#33454a;color-scheme:dark";
const ALARMS = "section.panel{--danger:#ff9c94;--warn:#ffc56e}";

/**
 * The shop's colour, and what goes with it: text on it, it as text, a shade of it. `tinted` is what the
 * shade is at worst: that of black, or of white in the dark.
 */
const colored = (accent: string, { surface, tinted }: typeof LIGHT): string =>
  `--firuze-accent:${accent};--firuze-on-accent:${textOn(accent)};` +
  `--firuze-accent-ink:${asTextOn(accent, tinted)};` +
  `--firuze-tint:color-mix(in srgb,${accent} ${surface === "#fff" ? 8 : 12}%,${surface});`;

function themed({ theme, color, colorDark = color ?? ACCENT }: ReadOptions): string {
  const light = color && theme !== "dark" ? `:host{${colored(color, LIGHT)}}` : "";
  const dark = `:host{${colored(colorDark, DARK)}${NIGHT}}${ALARMS}`;
  if (theme === "dark") return dark;
  return theme === "auto" ? `${light}@media(prefers-color-scheme:dark){${dark}}` : light;
}

const PLACES = {
  left: "left:var(--gap);right:auto",
  right: "right:var(--gap);left:auto",
  start: "inset-inline:var(--gap) auto",
  end: "inset-inline:auto var(--gap)",
};

/** The picture in the panel's header, and room for it in the bubble. */
export function pictured(address: string): string {
  const url = `url("${address.replace(/["\\\n]/g, encodeURIComponent)}")`;
  return (
    ".launcher img{position:absolute;inset:10px;width:40px;height:40px;object-fit:contain;border-radius:8px}" +
    ".launcher[aria-expanded=true] img,.launcher[aria-expanded=false] img~svg{display:none}" +
    `.face:has(svg){background:#fff ${url} center/80% no-repeat}.face svg{visibility:hidden}`
  );
}

export function looksOf(options: ReadOptions): string {
  const { radius, side } = options;
  const place = side && PLACES[side];
  return [
    themed(options),
    radius ? `:host{--firuze-radius:${radius}px}` : "",
    place ? `.launcher{${place}}@media(min-width:481px){section.panel{${place}}}` : "",
  ].join("");
}
