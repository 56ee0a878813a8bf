import { codeOf, useEffect, useRef, useState } from "../../kit";

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

  /** The number of the page that was asked for last; any other one comes too late. */
  const latest = useRef(0);

  async function load(items: readonly Item[]): Promise<void> {
    const own = ++latest.current;
    setPage({ ...NONE, items });
    try {
      const news = await fetch(items.at(-1));
      if (own !== latest.current) return;
      setPage({ ...NONE, items: [...items, ...news.items], more: news.more, busy: false });
    } catch (error) {
      if (own === latest.current) setPage({ ...NONE, items, busy: false, code: codeOf(error) });
    }
  }

  useEffect(() => {
    void load([]);
    return () => {
      latest.current++;
    };
  }, [subject]);
  return { ...page, next: () => void load(page.items) };
}

const NONE = { items: [], more: false, busy: true, code: null };
