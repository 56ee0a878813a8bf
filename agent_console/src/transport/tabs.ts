/**
 * The console's other tabs in this browser: a message from one reaches all others, and only them.
 */

export interface Tabs {
  tell(message: unknown): void;
  /** Registers the one listener, from now on. */
  hear(listener: (message: unknown) => void): void;
}

/** Without `BroadcastChannel`, the storage's own event carries the messages. */
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
        // no storage here: the other tabs learn it from the server, a little later
      }
    },
    hear(listener) {
      page.addEventListener("storage", ({ key, newValue }) => {
        if (key === name && newValue !== null) listener(JSON.parse(newValue));
      });
    },
  };
}
