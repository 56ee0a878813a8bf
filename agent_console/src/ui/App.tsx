import { t } from "../catalogue";
import { parseRoute } from "../model/route";
import { Archive } from "./Archive";
import { useDesk } from "./context";
import { InboxPage } from "./InboxPage";
import { Login } from "./Login";
import { OfferBar } from "./OfferBar";
import { Shortcuts } from "./Shortcuts";
import { Toasts } from "./Toasts";
import { AwayNotice, ConnectionBanner, TopBar } from "./TopBar";
import { useHash } from "./use_hash";
import { useKeyboard } from "./use_keyboard";
import { Waits } from "./Waits";

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
