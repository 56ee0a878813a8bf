/** Saves a file that the gateway makes for this customer: the conversation, or the copy of what is kept of them. */
import type { CopyRequest, Refused, TranscriptFile, TranscriptRequest } from "@firuze/client";

/** Resolves to the code of a problem, or null. */
export async function saveFile(
  origin: string,
  what: "transcript" | "copy",
  asked: TranscriptRequest | CopyRequest,
): Promise<string | null> {
  const response = await fetch(`${origin}/api/visitor/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(asked),
    credentials: "omit",
  }).catch(() => null);
  if (!response) return "offline";
  const answer: TranscriptFile | Partial<Refused> = await response.json().catch(() => ({}));
  if (!("text" in answer)) return answer.error?.code ?? "unavailable";
  const kind = asked.form === "text" ? "text/plain" : "text/html";
  const url = URL.createObjectURL(new Blob([answer.text], { type: `${kind};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = answer.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return null;
}
