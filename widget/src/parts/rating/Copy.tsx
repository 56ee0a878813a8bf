import { reasonOf, useRef, useState } from "../../kit";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";
import { saveFile } from "./transcript";

interface CopyProps {
  view: PartView<typeof en>;
  until: string;
}

/** The copy of what is kept of the customer, which the staff has given out. */
export function Copy({ view, until }: CopyProps) {
  const { t, format, session, origin, language } = view;
  const [told, setTold] = useState<string | null>(null);
  const busy = useRef(false);

  async function save(): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    const token = session?.token ?? "";
    const problem = await saveFile(origin, "copy", { token, form: "html", language });
    busy.current = false;
    setTold(problem && t("notice.failed", { why: reasonOf(t, problem) }));
  }

  return (
    <>
      <p>{t("copy.ready", { until: format.date(until) })}</p>
      <button type="button" class="choice" data-testid="copy-save" onClick={() => void save()}>
        {t("copy.save")}
      </button>
      {told && (
        <p class="error" role="alert">
          {told}
        </p>
      )}
    </>
  );
}
