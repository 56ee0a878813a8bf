/** What people wrote, for the widget and the console alike. */
import type { Language } from "../names";
import { directionOf, withoutMarks } from "../text";
import type { Anchor, Block, Inline, Read } from "./blocks";

interface SaidProps {
  text: string;
  /** The conversation's language. */
  language: Language;
  read: Read;
}

/** As many emoji as stand beside each other, and nothing else. */
const EMOJI =
  /^(?:[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Emoji_Modifier} ]\ufe0f?|\u200d){1,24}$/u;

/**
 * A whole message, each paragraph in the direction of its letters; the words cannot reverse what
 * surrounds them, and links open only on a click.
 */
export function Said({ text, language, read }: SaidProps) {
  return (
    <div class={EMOJI.test(text) ? "text large" : "text"} dir={directionOf(text, language)}>
      {read(text).map((block) => blockOf(block, directionOf(block.text, language)))}
    </div>
  );
}

function blockOf(block: Block, dir: "ltr" | "rtl") {
  if (block.kind === "p") return <p dir={dir}>{block.of.map(inlineOf)}</p>;
  if (block.kind === "pre") {
    return (
      <pre dir="ltr">
        <code>{withoutMarks(block.text)}</code>
      </pre>
    );
  }
  const List = block.kind;
  return (
    <List dir={dir}>
      {block.items.map(({ of, number }) => (
        <li value={number}>{of.map(inlineOf)}</li>
      ))}
    </List>
  );
}

function inlineOf(part: Inline) {
  if (typeof part === "string") return part.normalize();
  if ("href" in part) return anchorOf(part);
  const Mark = part.as;
  return Mark === "code" ? (
    <code dir="ltr">{withoutMarks(String(part.of))}</code>
  ) : (
    <Mark>{part.of.map(inlineOf)}</Mark>
  );
}

/** Words over a link are followed by the host where it leads. */
function anchorOf({ href, shown, words }: Anchor) {
  const link = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
  if (!words) {
    return (
      <a {...link} dir="ltr">
        {shown}
      </a>
    );
  }
  return (
    <>
      <a {...link} dir="auto">
        {withoutMarks(words)}
      </a>{" "}
      <small dir="ltr">({shown.split("/")[2] ?? shown})</small>
    </>
  );
}
