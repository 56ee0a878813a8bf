const ZOOMED = 1.05;

/**
 * Gives the panel the part of the screen that the keyboard leaves free, as `--top` and `--height`;
 * not to a customer who has zoomed in, for whom that part is a piece of the panel. Returns what ends it.
 */
export function fit(style: CSSStyleDeclaration): (() => void) | undefined {
  const seen = window.visualViewport;
  if (!seen) return undefined;
  const clear = () => ["--top", "--height"].map((name) => style.removeProperty(name));
  const follow = () => {
    if (seen.scale > ZOOMED) return clear();
    style.setProperty("--top", `${seen.offsetTop}px`);
    return style.setProperty("--height", `${seen.height}px`);
  };
  seen.addEventListener("resize", follow);
  seen.addEventListener("scroll", follow);
  follow();
  return () => {
    seen.removeEventListener("resize", follow);
    seen.removeEventListener("scroll", follow);
    clear();
  };
}
