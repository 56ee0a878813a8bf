/**
 * Keeps the widget on the page and above it, whatever the page does with its elements.
 *
 * The host stands beside `<body>`, so that neither a new body nor one that is transformed or hidden
 * takes it along; it is a popover, above every `z-index`. A modal `<dialog>` makes all that is not in
 * it inert: while one is open, the host stands in there.
 */

/** Puts the host on the page; returns the function that takes it away for good. */
export function hold(host: HTMLElement): () => void {
  let opened: Element[] = [...document.querySelectorAll("[open]")];

  function settle(): void {
    opened = opened.filter((element) => element.matches(":is(:modal)"));
    const home = opened.at(-1) ?? document.documentElement;
    if (!home || host.parentNode === home) return; // a document that is written anew has none for a moment
    if (host.isConnected && home.moveBefore) {
      home.moveBefore(host, null); // keeps the focus and the place in the log
      host.hidePopover(); // to come above the dialog when it is shown again
    } else home.append(host);
    host.showPopover?.();
  }

  const observer = new MutationObserver((changes) => {
    for (const { type, target } of changes) {
      if (type === "attributes") opened.push(target as Element);
    }
    settle();
  });
  host.popover = "manual";
  settle();
  observer.observe(document, { subtree: true, childList: true, attributeFilter: ["open"] });
  return () => {
    observer.disconnect();
    host.remove();
  };
}
