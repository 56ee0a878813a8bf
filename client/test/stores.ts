/** A browser's storage as a value: what a page finds in it, and a limit of what fits. */
export function fakeStorage(limit = Number.POSITIVE_INFINITY): Storage {
  const storage: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => storage[key] ?? null,
    setItem(key: string, value: string) {
      if (value.length > limit) throw new DOMException("full", "QuotaExceededError");
      storage[key] = value;
    },
    removeItem: (key: string) => void delete storage[key],
  };
  // As with a real one, only stored keys can be listed.
  const hidden = Object.entries(methods).map(([name, value]) => [name, { value }]);
  return Object.defineProperties(storage, Object.fromEntries(hidden)) as unknown as Storage;
}
