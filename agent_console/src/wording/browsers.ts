/** A browser as people call it, from what it calls itself. Others' names are in it too, so the order counts. */
import { t } from "../catalogue";

const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ["Edg", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
];
const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
];

export function browserName(told: string): string {
  const browser = nameIn(told, BROWSERS);
  const system = nameIn(told, SYSTEMS);
  if (browser && system) return t("browser.on", { browser, system });
  return browser ?? system ?? t("browser.unknown");
}

const nameIn = (told: string, names: typeof BROWSERS): string | undefined =>
  names.find(([mark]) => told.includes(mark))?.[1];
