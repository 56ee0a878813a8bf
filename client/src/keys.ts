/** Whether the key belongs to composing a word (an input method), not to the page. */
export const isComposing = ({
  isComposing,
  keyCode,
}: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean => isComposing || keyCode === 229; // Safari's code for the key that ends composing
