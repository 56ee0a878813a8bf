/** Marks the page's own title with the number of news, for a customer who looks at another tab. */

export interface Title {
  /** `""` takes the mark away. */
  mark(count: string): void;
}

/** The page may change its title meanwhile: its latest is the one that is marked, and given back. */
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
