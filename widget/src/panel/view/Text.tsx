import { directionOf, type Language, linkify } from "@firuze/client";

/** What somebody wrote, in the direction of its letters, with clickable links. */
export function Text({ text, language }: { text: string; language: Language }) {
  return (
    <p class="text" dir={directionOf(text, language)}>
      {linkify(text).map((part) =>
        typeof part === "string" ? (
          part
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {part.href}
          </a>
        ),
      )}
    </p>
  );
}
