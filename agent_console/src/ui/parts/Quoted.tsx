import { directionOf, type Language } from "@firuze/client";

interface QuotedProps {
  text: string;
  /** The conversation's language. */
  language: Language;
}

/** What people wrote, within a line, such as the last words in a list. */
export function Quoted({ text, language }: QuotedProps) {
  return <bdi dir={directionOf(text, language)}>{text}</bdi>;
}
