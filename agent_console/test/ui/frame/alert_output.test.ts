// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { AlertOutput } from "../../../src/model/frame/alerts";
import { browserAlerts } from "../../../src/ui/frame/alert_output";
import { item } from "../../samples";

/** A browser's audio, silent until the page was clicked, and what it was asked to play. */
class Audio {
  static touched: boolean;
  static opened: Audio[];
  state = Audio.touched ? "running" : "suspended";
  onstatechange: () => void = () => undefined;
  currentTime = 0;
  destination = {};
  tones: number[] = [];

  constructor() {
    Audio.opened.push(this);
  }

  async resume(): Promise<void> {
    if (!Audio.touched) return new Promise(() => undefined); // until a click, as browsers do
    this.state = "running";
    this.onstatechange();
  }

  createOscillator() {
    const node = {
      frequency: { value: 0 },
      connect: (next: unknown) => next,
      start: (at: number) => void this.tones.push(at),
      stop: () => undefined,
    };
    return node;
  }

  createGain() {
    const ramp = () => undefined;
    return {
      gain: {
        setValueAtTime: ramp,
        linearRampToValueAtTime: ramp,
        exponentialRampToValueAtTime: ramp,
      },
      connect: (next: unknown) => next,
    };
  }
}

/** Locks of all tabs: the first to ask holds one. */
const held = new Set<string>();
const locks = {
  async request(name: string, _: object, then: (lock: object | null) => unknown) {
    const free = !held.has(name);
    held.add(name);
    void then(free ? {} : null);
  },
};

const shown: string[] = [];
const until = (check: () => void) => vi.waitFor(check, { timeout: 2_000, interval: 5 });
const tones = () => Audio.opened.flatMap((audio) => audio.tones).length;
const touch = () => window.dispatchEvent(new Event("pointerdown"));
const inView = (is: boolean) =>
  Object.defineProperty(document, "visibilityState", {
    value: is ? "visible" : "hidden",
    configurable: true,
  });

let alerts: AlertOutput;

beforeEach(() => {
  Audio.touched = false;
  Audio.opened = [];
  held.clear();
  shown.length = 0;
  inView(false);
  Object.assign(window, {
    AudioContext: Audio,
    Notification: class {
      constructor(title: string, { body }: { body?: string }) {
        shown.push(`${title}: ${body}`);
      }
      close() {}
    },
  });
  Object.defineProperty(navigator, "locks", { value: locks, configurable: true });
  alerts = browserAlerts(() => undefined);
});

describe("sound", () => {
  test("opens nothing before it is wanted", () => {
    expect(Audio.opened).toEqual([]);
    expect(alerts.silenced.value).toBe(false);
  });

  test("reports that the browser blocks it, and does not play later what came then", async () => {
    alerts.unlock();
    expect(alerts.silenced.value).toBe(true);
    alerts.ring("one");
    alerts.ring("two");
    Audio.touched = true;
    touch();
    await until(() => expect(alerts.silenced.value).toBe(false));
    expect(tones()).toBe(0);
    alerts.ring("three");
    await until(() => expect(tones()).toBe(2)); // the two tones of one chime
  });

  test("plays in one tab only for the same news", async () => {
    Audio.touched = true;
    const tabs = [alerts, browserAlerts(() => undefined)];
    for (const tab of tabs) tab.unlock();
    for (const tab of tabs) tab.ring("news");
    await until(() => expect(tones()).toBe(2));
    for (const tab of tabs) tab.ring("more");
    expect(held).toEqual(new Set(["firuze.alert.sound.news", "firuze.alert.sound.more"]));
  });

  test("stays silent where there is no device", () => {
    Object.assign(window, {
      AudioContext: class {
        constructor() {
          throw new DOMException("no device", "NotSupportedError");
        }
      },
    });
    alerts.unlock();
    alerts.ring("news");
    expect(alerts.silenced.value).toBe(true);
  });
});

describe("a notification", () => {
  const news = item("a", {
    customer_name: "Nika",
    last: { by: "customer", text: "hello\u202e there", at: "2026-11-22T10:00:00Z" },
  });

  test("says who has written what, without invisible marks, once for all tabs", async () => {
    const tabs = [alerts, browserAlerts(() => undefined)];
    const done = await Promise.all(tabs.map((tab) => tab.notify("k", news, "words")));
    expect(done).toEqual([true, true]);
    expect(shown).toEqual(["Nika has written: hello there"]);
  });

  test("is needless where a tab is in view", async () => {
    const hidden = alerts.notify("k", news, "offer");
    inView(true);
    await browserAlerts(() => undefined).notify("k", news, "offer");
    await hidden;
    expect(shown).toEqual([]);
  });

  test("is reported, not thrown, where the browser throws", async () => {
    Object.assign(window, {
      Notification: class {
        constructor() {
          throw new TypeError("Illegal constructor");
        }
      },
    });
    expect(await alerts.notify("k", news, "offer")).toBe(false);
  });
});

test("the title shows offers first, then messages, then nothing", () => {
  alerts.title(2, 1);
  expect(document.title).toBe("(2) New offer");
  alerts.title(0, 3);
  expect(document.title).toBe("(3) New messages");
  alerts.title(0, 0);
  expect(document.title).toBe("Inbox · Firuze");
});
