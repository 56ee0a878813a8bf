import type { ComponentType } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { type Translate, translator } from "../../catalogue";
import type { PartName, Parts } from "../model/parts";
import type { View } from "./view";

/** The view as a part sees it: with the part's own texts beside the panel's. */
export type PartView<Texts> = View & { t: Translate<keyof Texts> };

type Shown<N extends PartName> = Parts[N]["show"];

type PropsOf<C> = C extends (props: infer P) => unknown ? P : never;

interface ShowProps<N extends PartName, C extends keyof Shown<N>> {
  part: N;
  as: C;
  view: View;
  /** The component's props, besides `view`. */
  with: Omit<PropsOf<Shown<N>[C]>, "view">;
}

/** Shows a component of a part; until the part has loaded, a word in its place. */
export function Show<N extends PartName, C extends keyof Shown<N> & string>({
  part: name,
  as,
  view,
  with: props,
}: ShowProps<N, C>) {
  const { parts, texts, language, t } = view;
  const part = parts.states[name];
  const loaded = typeof part === "object" ? part : null;
  useLayoutEffect(() => parts.need(name), [name]);
  const own = useMemo(
    () => loaded && translator({ ...texts, ...loaded.texts[language] }, language),
    [loaded, texts, language],
  );
  if (loaded) {
    const Component = loaded.show[as] as ComponentType<object> | undefined;
    return Component ? <Component {...props} view={{ ...view, t: own }} /> : null;
  }
  if (part !== "failed") return <p class="quiet">{t("part.loading")}</p>;
  return (
    <p class="quiet" role="alert" data-testid="part-failed">
      {t("part.failed")}{" "}
      <button type="button" class="link" onClick={() => parts.retry(name)}>
        {t("failed.retry")}
      </button>
    </p>
  );
}
