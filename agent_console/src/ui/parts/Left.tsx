import { lengthOf, MESSAGE_LIMIT } from "@firuze/client";
import type { ComponentChildren } from "preact";
import { t } from "../../catalogue";

const NEAR = 300; // characters left below which the counter shows

export const isTooLong = (text: string): boolean => lengthOf(text.trim()) > MESSAGE_LIMIT;

interface LeftProps {
  text: string;
  /** Shown here while there is room. */
  children?: ComponentChildren;
}

/** How many characters are left of a message or note. */
export function Left({ text, children }: LeftProps) {
  const left = MESSAGE_LIMIT - lengthOf(text.trim());
  if (left >= NEAR) return <>{children}</>;
  return (
    <span class={left < 0 ? "problem" : "quiet"} role="status" data-testid="characters-left">
      {left < 0 ? t("composer.over", { n: -left }) : t("composer.left", { n: left })}
    </span>
  );
}
