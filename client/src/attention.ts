/** Whether somebody looks at this page: it is visible and has the focus. */

type Page = Pick<Window, "addEventListener" | "removeEventListener"> & {
  document: Pick<Document, "visibilityState" | "hasFocus">;
};

const CHANGES = ["focus", "blur", "visibilitychange"];

/** Calls `tell` now and at each change; returns the function that stops it. */
export function watchAttention(tell: (here: boolean) => void, page: Page = window): () => void {
  const look = () => tell(page.document.visibilityState === "visible" && page.document.hasFocus());
  for (const change of CHANGES) page.addEventListener(change, look);
  look();
  return () => {
    for (const change of CHANGES) page.removeEventListener(change, look);
  };
}
