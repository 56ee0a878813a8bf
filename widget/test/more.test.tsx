// @vitest-environment happy-dom
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import moreEn from "../src/parts/more/en.json";
import { botSaid } from "./events";
import { FakeGateway } from "./gateway";
import { loadedParts, quietAlerts } from "./part_scripts";

let gateway: FakeGateway;
let stop: () => void;
const late = signal(false);
const onForget = vi.fn();

async function show(): Promise<void> {
  const chat = await gateway.connected();
  const view = viewOf(chat, signal(en), signal(true), late, signal(0), loadedParts());
  const props = computed(() => ({
    ...{ view: view.value, chat, open: true, focus: true, alerts: quietAlerts, onForget },
    onClose() {},
    onLanguage() {},
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
  gateway.commit(botSaid("Hello"));
  await settled();
}

const found = (hook: string) => document.querySelector<HTMLElement>(`[data-testid="${hook}"]`);

async function press(hook: string): Promise<void> {
  found(hook)?.click();
  await vi.waitFor(() => expect(found(hook)).toBeNull());
  await settled();
}

/** Whether a browser would make a press of what a key does there. */
function presses(hook: string, key: KeyboardEventInit): boolean {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...key });
  return found(hook)?.dispatchEvent(event) ?? false;
}

beforeEach(() => {
  gateway = new FakeGateway();
  late.value = false;
  onForget.mockClear();
});

afterEach(() => {
  stop();
  render(null, document.body);
});

describe("the link that removes a chat", () => {
  it("asks first, with the focus on the harmless answer, and takes no key that is held", async () => {
    await show();
    const link = found("forget");
    await press("forget");
    await vi.waitFor(() => expect(document.activeElement).toBe(found("forget-keep")));
    expect(found("forget-confirm")).not.toBe(link);
    expect(presses("forget-keep", { key: "Enter", repeat: true })).toBe(false);
    expect(presses("forget-keep", { key: "Enter" })).toBe(true);
    expect(onForget).not.toHaveBeenCalled();
    found("forget-confirm")?.click();
    expect(onForget).toHaveBeenCalledOnce();
  });

  it("has the focus again when the chat is kept, and takes it from nobody before", async () => {
    await show();
    expect(document.activeElement).not.toBe(found("forget"));
    await press("forget");
    await press("forget-keep");
    await vi.waitFor(() => expect(document.activeElement).toBe(found("forget")));
    expect(onForget).not.toHaveBeenCalled();
  });

  it("promises an end only where there is one", async () => {
    await show();
    expect(found("forget")?.textContent).toBe(moreEn["forget.end"]);
    gateway.become({ kind: "reconnecting" });
    late.value = true;
    await settled();
    expect(found("forget")?.textContent).toBe(moreEn["forget.remove"]);
  });

  it("says that a request stays open", async () => {
    gateway.state = { ...gateway.state, owner: "ticket", ticket: 1001 };
    await show();
    expect(found("forget")?.textContent).toBe(moreEn["forget.remove"]);
    await press("forget");
    expect(document.body.textContent).toContain("Your request 1001 stays open.");
  });
});
