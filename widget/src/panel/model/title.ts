/**
 * Puts the number of new messages into the page's title, for a customer who looks at another tab.
 */

export interface Title {
  /** `""` takes the mark away. */
  mark(count: string): void;
}

/** The page may change its title meanwhile: the latest one is marked, and restored. */
export function markedTitle(page: { title: string }): Title {
  let own = page.title;
  let shown = own;
  return {
    mark(count) {
      if (page.title !== shown) own = page.title;
      page.title = count ? `(${count}) ${own}` : own;
      shown = page.title; // as the browser keeps it, white space stripped
    },
  };
}
