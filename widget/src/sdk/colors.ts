/** Colours as `#rrggbb`, and how readable one is on another: WCAG 2.2, "contrast ratio". */

const READABLE = 4.5; // for text of any size

const channels = (color: string): number[] =>
  [1, 3, 5].map((at) => +`0x${color.slice(at, at + 2)}`);

const luminance = (color: string): number =>
  channels(color).reduce((sum, channel, index) => {
    const share = channel / 255;
    const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    return sum + linear * ([0.2126, 0.7152, 0.0722][index] as number);
  }, 0.05);

/** From 1, the same brightness, to 21, black on white. */
export function contrast(first: string, second: string): number {
  const ratio = luminance(first) / luminance(second);
  return Math.max(ratio, 1 / ratio);
}

/** The colour of text on `ground`: white wherever that is readable. */
export const textOn = (ground: string): string =>
  contrast("#ffffff", ground) < READABLE ? "#000000" : "#ffffff";

/** `color`, or as much darker or lighter as it takes to be readable as text on `ground`. */
export function asTextOn(color: string, ground: string): string {
  const target = textOn(ground) === "#000000" ? 0 : 255;
  let text = color;
  for (let share = 1; contrast(text, ground) < READABLE; share -= 0.1) {
    const mixed = channels(color).map((channel) => target + (channel - target) * share);
    text = `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
  }
  return text;
}
