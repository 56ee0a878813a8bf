/** A key that belongs to the composing of a word (in Japanese, say), not to the page. */
export const isComposing = ({
  isComposing,
  keyCode,
}: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean => isComposing || keyCode === 229; // what Safari says of the key that ends the composing
