import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { pageOf, tagOf } from "../../model/installation/tag";
import { CopyButton } from "../account/CopyButton";
import { useDesk } from "../parts/context";
import { Seen } from "./Seen";
import { TagForm } from "./TagForm";

/** The page on which administrators make the widget's tag, and see where it stands. */
export function InstallationPage() {
  const { installation, connection } = useDesk();
  const lost = connection.value.kind === "reconnecting";
  useEffect(() => {
    if (!lost) void installation.look();
  }, [installation, lost]);
  const tag = tagOf(location.origin, installation.draft.value);
  const problem = installation.problem.value;
  return (
    <main class="installation" data-testid="installation">
      <h1>{t("installation.title")}</h1>
      <p class="quiet">{t("installation.lead")}</p>
      <div class="installation-parts">
        <TagForm draft={installation.draft} />
        <section class="installation-result">
          <h2 id="installation-tag">{t("installation.tag")}</h2>
          <textarea
            class="installation-tag"
            dir="ltr"
            readOnly
            rows={Math.max(3, tag.split("\n").length)}
            aria-labelledby="installation-tag"
            value={tag}
            data-testid="installation-tag"
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={tag} label={t("installation.copy")} testid="installation-copy" />
          <h2>{t("installation.preview")}</h2>
          <Preview />
          <p class="quiet">{t("installation.preview.hint")}</p>
        </section>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {say(problem)}
        </p>
      )}
      <Seen />
    </main>
  );
}

const PAUSE = 400; // milliseconds after the last change

/** The widget itself, on a page of its own. */
function Preview() {
  const draft = useDesk().installation.draft.value;
  const page = pageOf(location.origin, draft, language.value, t("installation.preview.page"));
  const shown = useSignal(page);
  useEffect(() => {
    const timer = setTimeout(() => {
      shown.value = page;
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [page, shown]);
  return (
    <iframe
      class="installation-preview"
      title={t("installation.preview")}
      srcdoc={shown.value}
      data-testid="installation-preview"
    />
  );
}
