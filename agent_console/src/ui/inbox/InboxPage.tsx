import { t } from "../../catalogue";
import { panelShown, useDesk } from "../parts/context";
import { Earlier } from "../thread/Earlier";
import { SidePanel } from "../thread/SidePanel";
import { ThreadView } from "../thread/ThreadView";
import { InboxList } from "./InboxList";

export function InboxPage() {
  const { thread } = useDesk();
  const open = thread.value;
  return (
    <div class="columns" data-open={open !== null} data-panel={panelShown.value}>
      <InboxList />
      <main class="column-thread">
        {open ? <ThreadView key={open.id} thread={open} /> : <NothingOpen />}
      </main>
      {open && <SidePanel thread={open} />}
      <Earlier />
    </div>
  );
}

function NothingOpen() {
  return (
    <div class="nothing">
      <p>{t("thread.empty")}</p>
      <p class="quiet">{t("thread.empty.hint")}</p>
    </div>
  );
}
