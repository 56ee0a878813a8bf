import { t } from "../catalogue";
import { parseRoute } from "../model/frame/route";
import { Login } from "./account/Login";
import { Archive } from "./archive/Archive";
import { OfferBar } from "./frame/OfferBar";
import { Toasts } from "./frame/Toasts";
import { AwayNotice, ConnectionBanner, TopBar } from "./frame/TopBar";
import { useHash } from "./frame/use_hash";
import { useKeyboard } from "./frame/use_keyboard";
import { InboxPage } from "./inbox/InboxPage";
import { useDesk } from "./parts/context";
import { Shortcuts } from "./sheets/Shortcuts";
import { Waits } from "./waits/Waits";

export function App() {
  const { session } = useDesk();
  switch (session.status.value) {
    case "unknown":
      return <p class="app-waiting">{t("empty.loading")}</p>;
    case "out":
      return <Login />;
    case "in":
      return <Console />;
  }
}

function Console() {
  const { session } = useDesk();
  const { page } = parseRoute(useHash());
  useKeyboard();
  const supervises = session.me.value?.role !== "agent";
  return (
    <div class="app">
      <TopBar page={page} supervises={supervises} />
      <ConnectionBanner />
      <AwayNotice />
      <OfferBar />
      {supervises && page === "archive" && <Archive />}
      {supervises && page === "waits" && <Waits />}
      {(!supervises || page === "inbox") && <InboxPage />}
      <Shortcuts />
      <Toasts />
    </div>
  );
}
