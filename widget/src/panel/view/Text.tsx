import { directionOf, type Language, linkify, paragraphs } from "@firuze/client";

interface TextProps {
  text: string;
  language: Language;
}

/** What somebody wrote, each paragraph in the direction of its letters, with clickable links. */
export function Text({ text, language }: TextProps) {
  return (
    <p class="text" dir={directionOf(text, language)}>
      {paragraphs(text).map((part) => (
        <span dir={directionOf(part, language)}>
          {linkify(part).map((piece) =>
            typeof piece === "string" ? (
              piece
            ) : (
              <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
                {piece.href}
              </a>
            ),
          )}
        </span>
      ))}
    </p>
  );
}
