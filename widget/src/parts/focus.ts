import { useLayoutEffect, useRef } from "../kit";

/**
 * For a form that goes once it has been sent: its focus stays in the panel, so that Escape closes that
 * still. Nothing is written there, so that no keyboard rises on a phone. What has the focus may not be
 * disabled meanwhile: it would lose it.
 */
export function useFocusThatStays() {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const own = form.current;
    const panel = own?.closest("section");
    return () => {
      if (own?.contains((own.getRootNode() as ShadowRoot).activeElement)) panel?.focus();
    };
  }, []);
  return form;
}
