const LINK = /(https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]،؛؟])/;

/** What somebody wrote, in the direction of its own first letter, with links that can be followed. */
export function Text({ text }: { text: string }) {
  return (
    <p class="text" dir="auto">
      {text.split(LINK).map((part, index) =>
        index % 2 === 1 ? (
          <a href={part} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
