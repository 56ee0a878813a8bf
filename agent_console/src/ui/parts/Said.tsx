/** What people wrote, in the direction of its own letters; nothing in it turns what stands around. */
import { directionOf, type Language, linkify } from "@firuze/client";

interface SaidProps {
  text: string;
  /** Of the conversation. */
  language: Language;
}

/** A whole message, with links that can be followed and are not followed by themselves. */
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
