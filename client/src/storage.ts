export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  keys(): string[];
}

function memoryStorage(): TextStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

/**
 * `localStorage`, or memory where the browser forbids it, has no room in it, or lacks it: the chat
 * then works, and only forgets when the page goes.
 */
export function safeStorage(open: () => Storage = () => localStorage): TextStorage {
  const memory = memoryStorage();
  const probe = "firuze.probe";
  try {
    const storage = open();
    storage.setItem(probe, "1");
    storage.removeItem(probe);
    return overflowing(storage, memory);
  } catch {
    return memory;
  }
}

/** Writes that exceed the storage's quota go to memory, and are read from there. */
function overflowing(storage: Storage, memory: TextStorage): TextStorage {
  return {
    getItem: (key) => memory.getItem(key) ?? storage.getItem(key),
    setItem(key, value) {
      try {
        storage.setItem(key, value);
        memory.removeItem(key);
      } catch {
        memory.setItem(key, value);
      }
    },
    removeItem(key) {
      memory.removeItem(key);
      storage.removeItem(key);
    },
    keys: () => [...Object.keys(storage), ...memory.keys()],
  };
}
