import { t } from "../catalogue";
import { parseAccountRoute } from "../model/account/account_route";
import { mayVisit, parseRoute } from "../model/frame/route";
import { Account } from "./account/Account";
import { ChoosePassword } from "./account/ChoosePassword";
import { ForgottenPassword } from "./account/ForgottenPassword";
import { Login } from "./account/Login";
import { LoginStep } from "./account/LoginStep";
import { Archive } from "./archive/Archive";
import { Deliveries } from "./deliveries/Deliveries";
import { AwayNotice, ConnectionBanner, SoundNotice } from "./frame/Notices";
import { OfferBar } from "./frame/OfferBar";
import { Toasts } from "./frame/Toasts";
import { TopBar } from "./frame/TopBar";
import { useHash } from "./frame/use_hash";
import { useKeyboard } from "./frame/use_keyboard";
import { InboxPage } from "./inbox/InboxPage";
import { InstallationPage } from "./installation/InstallationPage";
import { Invitations } from "./invitations/Invitations";
import { useDesk } from "./parts/context";
import { Requests } from "./requests/Requests";
import { Shortcuts } from "./sheets/Shortcuts";
import { Waits } from "./waits/Waits";

export function App() {
  const { session } = useDesk();
  const account = parseAccountRoute(useHash());
  if (account?.page === "password") {
    return <ChoosePassword key={account.token} token={account.token} />;
  }
  if (account && session.status.value === "out") return <ForgottenPassword />;
  switch (session.status.value) {
    case "unknown":
      return <p class="app-waiting">{t("empty.loading")}</p>;
    case "out":
      return session.step.value ? <LoginStep step={session.step.value} /> : <Login />;
    case "in":
      return <Console />;
  }
}

function Console() {
  const { session } = useDesk();
  const { page } = parseRoute(useHash());
  useKeyboard();
  const me = session.me.value;
  const shown = me && mayVisit(me, page) ? page : "inbox";
  return (
    <div class="app">
      <TopBar page={shown} />
      <ConnectionBanner />
      <AwayNotice />
      <SoundNotice />
      <OfferBar />
      {shown === "archive" && <Archive />}
      {shown === "waits" && <Waits />}
      {shown === "deliveries" && <Deliveries />}
      {shown === "requests" && <Requests />}
      {shown === "invitations" && <Invitations />}
      {shown === "installation" && <InstallationPage />}
      {shown === "account" && <Account />}
      {shown === "inbox" && <InboxPage />}
      <Shortcuts />
      <Toasts />
    </div>
  );
}
