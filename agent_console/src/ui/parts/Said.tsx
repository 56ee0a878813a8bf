/** What people wrote, in the direction of its own letters; it cannot reverse what surrounds it. */
import { directionOf, type Language, linkify } from "@firuze/client";

interface SaidProps {
  text: string;
  /** The conversation's language. */
  language: Language;
}

/** A whole message, with links that open only on a click. */
export function Said({ text, language }: SaidProps) {
  return (
    <p class="bubble-text" dir={directionOf(text, language)}>
      {linkify(text).map((part) =>
        typeof part === "string" ? (
          part
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer" dir="ltr">
            {part.href}
          </a>
        ),
      )}
    </p>
  );
}

/** Within a line, such as the last words in a list. */
export function Quoted({ text, language }: SaidProps) {
  return <bdi dir={directionOf(text, language)}>{text}</bdi>;
}
