import { codeOf, useEffect, useState } from "../../kit";

/** Some of a list that is fetched page by page. */
export interface Paged<Item> {
  items: readonly Item[];
  more: boolean;
  busy: boolean;
  /** Why the last page did not come. */
  code: string | null;
  next(): void;
}

/** Fetches the first page of `subject` at once and each further one when it is asked for. */
export function usePages<Item>(
  subject: string,
  fetch: (after: Item | undefined) => Promise<{ items: readonly Item[]; more: boolean }>,
): Paged<Item> {
  const [page, setPage] = useState<Omit<Paged<Item>, "next">>(NONE);

  async function load(items: readonly Item[], wanted: () => boolean): Promise<void> {
    setPage({ ...NONE, items });
    try {
      const news = await fetch(items.at(-1));
      if (!wanted()) return;
      setPage({ ...NONE, items: [...items, ...news.items], more: news.more, busy: false });
    } catch (error) {
      if (wanted()) setPage({ ...NONE, items, busy: false, code: codeOf(error) });
    }
  }

  useEffect(() => {
    let here = true;
    void load([], () => here);
    return () => {
      here = false;
    };
  }, [subject]);
  return { ...page, next: () => void load(page.items, () => true) };
}

const NONE = { items: [], more: false, busy: true, code: null };
