/** Files as pages take and show them. */
import type { Language } from "./names";
import type { SentFile } from "./protocol";

/** Takes the files that are pasted or dropped, or dragged over the page; pasted text goes its own way. */
export function filesIn(event: ClipboardEvent | DragEvent): FileList | null {
  const data = "clipboardData" in event ? event.clipboardData : event.dataTransfer;
  if (!data?.types.includes("Files") || data.types.includes("text/plain")) return null;
  event.preventDefault();
  return event.type === "dragover" ? null : data.files;
}

/** Formats the size of a file: kilobytes below a megabyte. */
export function fileSize(bytes: number, language: Language): string {
  const large = bytes >= 1e6;
  return new Intl.NumberFormat(language === "fa" ? "fa-IR" : "en-GB", {
    style: "unit",
    unit: large ? "megabyte" : "kilobyte",
    unitDisplay: language === "fa" ? "long" : "short", // the short ones are in Latin letters
    maximumFractionDigits: large ? 1 : 0,
  }).format(Math.max(1, bytes / (large ? 1e6 : 1e3)));
}

/** The pixels that a picture's thumbnail takes on the page; null for a document. */
export function thumbnailSize({ width, height }: SentFile, tallest: number) {
  if (!width || !height) return null;
  const shown = Math.min(tallest, height);
  return { height: shown, width: Math.round((shown * width) / height) };
}
