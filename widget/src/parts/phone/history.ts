/**
 * A step of the browser's history for the open panel, so that the back button closes it.
 *
 * The history is the page's, and so is the router that listens to it: many draw the page anew at any
 * step, even between two entries of one address. The step is therefore made in an empty frame of the
 * panel's own. It counts for the back button, but the page's address, state and events stay as they are,
 * and steps that the page makes meanwhile stand above it as usual. In a sandbox, where no page reaches
 * into its own frames, the back button stays the page's.
 */

/** A browser keeps at least so many steps; where it keeps no more, the length tells of no new one. */
const FULL = 50;

export interface OnScreen {
  isOpen(): boolean;
  onBack(): void;
}

/** `place` outlives the panel, and so does the frame: one that goes leaves its step behind, which leads nowhere. */
export function stepBack(place: Node) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  let ready: Document | null = null;
  let leaving = false;
  let panel: OnScreen | undefined;
  /** The number of the step that the browser is at or above: each counts on from the one below. */
  let at = 0;
  /** The step made last, and how long the history was with it at the end. */
  let last = 0;
  let length = 0;

  /** A browser makes no steps in the document that every frame begins with, until it is opened. */
  function open(): History | undefined {
    const content = frame.contentDocument;
    if (content && content !== ready) {
      ready = content;
      content.open();
      content.close();
      content.defaultView?.addEventListener("popstate", moved);
    }
    return content?.defaultView?.history;
  }

  /** Whether the page has surely made no step above the panel's. */
  const onTop = (): boolean => !!at && at === last && length === history.length && length < FULL;

  function enter(): void {
    const steps = open();
    if (!steps || onTop()) return;
    last = ++at;
    steps.pushState(at, "");
    length = history.length;
  }

  /** The customer has closed the panel: the step goes as well, unless the page has built on it. */
  function leave(): void {
    if (!onTop()) return;
    leaving = true;
    frame.contentWindow?.history.back();
  }

  /** The frame's step was made or taken back: some browsers load the frame for that. */
  function moved(): void {
    const before = at;
    at = frame.contentDocument?.defaultView?.history.state ?? 0;
    if (at >= before) return;
    if (panel?.isOpen()) leaving ? enter() : panel.onBack(); // opened again while the browser was on its way
    leaving = false;
  }

  frame.addEventListener("load", moved);
  place.appendChild(frame);
  if (!frame.contentDocument) frame.remove();
  return {
    enter,
    leave,
    /** The panel that the back button closes from now on. */
    serve(next: OnScreen): void {
      panel = next;
    },
  };
}
