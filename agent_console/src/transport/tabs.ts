/** The console's other tabs in this browser: what one tells, all others hear, and only they. */

export interface Tabs {
  tell(message: unknown): void;
  /** From now on; only one listens. */
  hear(listener: (message: unknown) => void): void;
}

/** Where a browser has no `BroadcastChannel`, the storage's own event carries the words. */
export function browserTabs(name: string, page: Window & typeof globalThis = window): Tabs {
  return "BroadcastChannel" in page
    ? overChannel(new page.BroadcastChannel(name))
    : overStorage(name, page);
}

function overChannel(channel: BroadcastChannel): Tabs {
  return {
    tell: (message) => channel.postMessage(message),
    hear(listener) {
      channel.onmessage = ({ data }) => listener(data);
    },
  };
}

function overStorage(name: string, page: Window): Tabs {
  return {
    tell(message) {
      try {
        page.localStorage.setItem(name, JSON.stringify(message));
        page.localStorage.removeItem(name);
      } catch {
        // no storage here: the server tells the other tabs, a little later
      }
    },
    hear(listener) {
      page.addEventListener("storage", ({ key, newValue }) => {
        if (key === name && newValue !== null) listener(JSON.parse(newValue));
      });
    },
  };
}
