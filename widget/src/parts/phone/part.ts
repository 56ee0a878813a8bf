/** On a phone the panel is a screen of its own: the back button leaves it, no keyboard hides it. */
import { effect, register, signal } from "../../kit";
import type { Screen } from "../../panel/model/parts";
import { stepBack } from "./history";
import css from "./phone.css?inline";
import { fit } from "./viewport";

/** Where the panel covers the page, as in `panel.css`. */
const COVERS = "(max-width: 480px), (max-height: 480px) and (pointer: coarse)";

const media = matchMedia(COVERS);
const covers = signal(media.matches);
media.onchange = () => {
  covers.value = media.matches; // the phone was turned, or the window made narrow
};

/** One for all panels of the page: each customer has a panel of their own. */
let step: ReturnType<typeof stepBack> | undefined;

function begin({ open, asked, element, onBack }: Screen): () => void {
  step ??= stepBack(element.getRootNode());
  const back = step;
  back.serve({ isOpen: () => open.peek(), onBack });
  const stops = [
    effect(() => {
      if (!open.value || !covers.value) return;
      if (asked.peek()) return back.enter();
      // opened by itself, as on the page before: no browser counts a step that nobody has made
      element.addEventListener("pointerdown", back.enter, { once: true });
      return () => element.removeEventListener("pointerdown", back.enter);
    }),
    effect(() => (open.value && covers.value ? fit(element.style) : undefined)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function screen(of: Screen) {
  let stop: (() => void) | undefined;
  const task = setTimeout(() => {
    stop = begin(of); // makes a frame, which takes as long as the rest of the part
  });
  return {
    left: () => step?.leave(),
    stop() {
      clearTimeout(task);
      stop?.();
    },
  };
}

const part = register("phone", { texts: { en: {}, fa: {} }, css, show: {}, screen });

export type PhonePart = typeof part;
