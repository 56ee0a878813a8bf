import { t } from "../../catalogue";
import { useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { customerName } from "../parts/words";
import { Log } from "./Log";

/** An earlier conversation of the customer, over the open one, read-only. */
export function Earlier() {
  const desk = useDesk();
  const thread = desk.earlier.value;
  if (!thread) return null;
  const item = thread.item.value;
  const title = item ? `${t("earlier.title")} · ${customerName(item)}` : t("earlier.title");
  return (
    <Sheet key={thread.id} title={title} wide onLeave={() => desk.openEarlier(null)}>
      <p class="quiet">{t("earlier.readonly")}</p>
      <Log thread={thread} />
    </Sheet>
  );
}
