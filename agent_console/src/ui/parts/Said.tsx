/** What people wrote, in the direction of its own letters; it cannot reverse what surrounds it. */
import { directionOf, type Language, linkify, paragraphs } from "@firuze/client";

interface SaidProps {
  text: string;
  /** The conversation's language. */
  language: Language;
}

/** A whole message, each paragraph in its own direction, with links that open only on a click. */
export function Said({ text, language }: SaidProps) {
  return (
    <p class="bubble-text" dir={directionOf(text, language)}>
      {paragraphs(text).map((part) => (
        <span dir={directionOf(part, language)}>
          {linkify(part).map((piece) =>
            typeof piece === "string" ? (
              piece
            ) : (
              <a href={piece.href} target="_blank" rel="noopener noreferrer" dir="ltr">
                {piece.href}
              </a>
            ),
          )}
        </span>
      ))}
    </p>
  );
}

/** Within a line, such as the last words in a list. */
export function Quoted({ text, language }: SaidProps) {
  return <bdi dir={directionOf(text, language)}>{text}</bdi>;
}
