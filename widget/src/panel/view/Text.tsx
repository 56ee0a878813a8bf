import { type Language, type Read, readLinks, Said } from "@firuze/client";

interface TextProps {
  text: string;
  language: Language;
  read?: Read | undefined;
}

/** What somebody wrote; with links alone, unless the caller reads more of it. */
export const Text = ({ text, language, read = readLinks }: TextProps) => (
  <Said text={text} language={language} read={read} />
);
