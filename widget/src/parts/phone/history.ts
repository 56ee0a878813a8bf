/**
 * A step of the browser's history for the open panel, so that the back button closes it.
 *
 * The history is the page's, and so is the router that listens to it: many draw the page anew at any
 * step, even between two entries of one address. The step is therefore made in an empty frame of the
 * panel's own. It counts for the back button, but the page's address, state and events stay as they are,
 * and steps that the page makes meanwhile stand above it as usual. In a sandbox, where no page reaches
 * into its own frames, the back button stays the page's.
 */
export function stepBack(place: HTMLElement, isOpen: () => boolean, onBack: () => void) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  let ready: Document | null = null;
  let inside = false;
  let leaving = false;
  /** How long the history was with the step at its end. */
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

  function enter(): void {
    const steps = open();
    if (inside || !steps) return;
    steps.pushState("open", "");
    length = history.length;
    inside = true;
  }

  /** The customer has closed the panel: the step goes as well, unless the page has built on it. */
  function leave(): void {
    if (!inside || history.length !== length) return;
    leaving = true;
    frame.contentWindow?.history.back();
  }

  /** The frame's step was made or taken back: some browsers load the frame for that. */
  function moved(): void {
    const before = inside;
    inside = frame.contentDocument?.defaultView?.history.state === "open";
    if (!before || inside) return;
    if (isOpen()) leaving ? enter() : onBack(); // opened again while the browser was on its way
    leaving = false;
  }

  frame.addEventListener("load", moved);
  place.append(frame);
  if (!frame.contentDocument) frame.remove();
  return { enter, leave, stop: () => frame.remove() };
}
