/** Saves the conversation as a file in the browser. */
import type { TranscriptFile, TranscriptRequest } from "@firuze/client";

/** Resolves to the code of a problem, or null. */
export async function saveTranscript(
  origin: string,
  token: string,
  form: NonNullable<TranscriptRequest["form"]>,
): Promise<string | null> {
  const response = await fetch(`${origin}/api/visitor/transcript`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, form } satisfies TranscriptRequest),
    credentials: "omit",
  }).catch(() => null);
  if (!response) return "offline";
  if (!response.ok) return "unavailable";
  const file = (await response.json()) as TranscriptFile;
  const kind = form === "html" ? "text/html" : "text/plain";
  const url = URL.createObjectURL(new Blob([file.text], { type: `${kind};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return null;
}
