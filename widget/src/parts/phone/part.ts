/** On a phone the panel is a screen of its own: the back button leaves it, no keyboard hides it. */
import { effect, register } from "../../kit";
import type { Screen } from "../../panel/model/parts";
import { stepBack } from "./history";
import css from "./phone.css?inline";
import { fit } from "./viewport";

/** Where the panel covers the page, as in `panel.css`. */
const COVERS = "(max-width: 480px), (max-height: 480px) and (pointer: coarse)";

const covers = (): boolean => matchMedia(COVERS).matches;

function screen({ open, asked, element, onBack }: Screen) {
  const step = stepBack(element, () => open.peek(), onBack);
  const stops = [
    effect(() => {
      if (!open.value || !covers()) return;
      if (asked.peek()) return step.enter();
      // opened by itself, as on the page before: no browser counts a step that nobody has made
      element.addEventListener("pointerdown", step.enter, { once: true });
      return () => element.removeEventListener("pointerdown", step.enter);
    }),
    effect(() => (open.value && covers() ? fit(element.style) : undefined)),
    step.stop,
  ];
  return {
    left: step.leave,
    stop() {
      for (const stop of stops) stop();
    },
  };
}

const part = register("phone", { texts: { en: {}, fa: {} }, css, show: {}, screen });

export type PhonePart = typeof part;
