import { expect, test, vi } from "vitest";
import { browserTabs } from "../../src/transport/tabs";

const until = (check: () => void) => vi.waitFor(check, { timeout: 2_000, interval: 5 });

test("a message from one tab reaches all others, and only them", async () => {
  const page = { BroadcastChannel } as never;
  const [here, there] = [browserTabs("words", page), browserTabs("words", page)];
  const heard: unknown[] = [];
  here.hear((word) => heard.push(["here", word]));
  there.hear((word) => heard.push(["there", word]));
  here.tell({ said: "out" });
  await until(() => expect(heard).toEqual([["there", { said: "out" }]]));
});

test("the storage's event carries it where there is no channel", () => {
  const written: [string, string | null][] = [];
  const target = new EventTarget();
  const page = Object.assign(target, {
    localStorage: {
      setItem: (key: string, value: string) => void written.push([key, value]),
      removeItem: (key: string) => void written.push([key, null]),
    },
  });
  const tabs = browserTabs("words", page as never);
  const heard: unknown[] = [];
  tabs.hear((word) => heard.push(word));
  tabs.tell({ said: "out" });
  expect(written).toEqual([
    ["words", '{"said":"out"}'],
    ["words", null],
  ]);
  for (const [key, newValue] of [...written, ["others", "{}"]]) {
    target.dispatchEvent(Object.assign(new Event("storage"), { key, newValue }));
  }
  expect(heard).toEqual([{ said: "out" }]);
});
