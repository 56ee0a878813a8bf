/** Components on a page: drawn with a real desk, with the test as its gateway. */
import type { ComponentChildren } from "preact";
import { render } from "preact";
import { act } from "preact/test-utils";
import { language } from "../../src/catalogue";
import type { Desk } from "../../src/model/desk/desk";
import { DeskContext } from "../../src/ui/parts/context";

/** Draws the page, in place of the one before. */
export async function draw(desk: Desk, page: ComponentChildren): Promise<void> {
  render(null, document.body);
  await act(() => {
    render(<DeskContext.Provider value={desk}>{page}</DeskContext.Provider>, document.body);
  });
}

/** Resets page and language for the next test. */
export function clear(): void {
  render(null, document.body);
  language.value = "en";
}

export const all = (hook: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="${hook}"]`),
];

export function one(hook: string): HTMLElement {
  const [found] = all(hook);
  if (!found) throw new Error(`There is no ${hook} on the page: ${document.body.innerHTML}`);
  return found;
}

export const texts = (hook: string): (string | null)[] => all(hook).map((each) => each.textContent);

export async function type(hook: string, text: string): Promise<void> {
  const field = one(hook) as HTMLTextAreaElement;
  await act(() => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export async function press(hook: string, key: KeyboardEventInit): Promise<void> {
  await act(() => {
    one(hook).dispatchEvent(
      new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...key }),
    );
  });
}

export async function click(hook: string): Promise<void> {
  await act(() => one(hook).click());
}
