import "@fontsource-variable/vazirmatn/wght.css";
import "./ui/styles/index.css";
import { createConnection, type Language, safeStorage, watchAttention } from "@firuze/client";
import { effect } from "@preact/signals";
import { render } from "preact";
import { direction, language } from "./catalogue";
import { createDesk, type Desk } from "./model/desk/desk";
import { parseRoute } from "./model/frame/route";
import { outboxKey } from "./model/thread/outgoing";
import { createStaffApi } from "./transport/api";
import { browserTabs } from "./transport/tabs";
import { App } from "./ui/App";
import { browserAlerts } from "./ui/frame/alert_output";
import { DeskContext, now, visit } from "./ui/parts/context";

const LANGUAGE = "firuze.console.language";
const storage = safeStorage();

function rememberLanguage(): void {
  const stored = storage.getItem(LANGUAGE);
  const preferred: Language = navigator.language.startsWith("fa") ? "fa" : "en";
  language.value = stored === "en" || stored === "fa" ? stored : preferred;
  effect(() => {
    storage.setItem(LANGUAGE, language.value);
    document.documentElement.lang = language.value;
    document.documentElement.dir = direction.value;
  });
}

function follow(desk: Desk): void {
  const go = () => desk.go(parseRoute(location.hash));
  addEventListener("hashchange", go);
  go();
  addEventListener("storage", ({ key }) => {
    const me = desk.session.me.peek();
    if (me && key === outboxKey(me.id)) desk.outgoing.peek()?.reload();
  });
  for (const moving of ["pointerdown", "pointermove", "keydown", "wheel"])
    addEventListener(moving, desk.move, { passive: true });
  setInterval(() => {
    now.value = Date.now();
  }, 1000);
}

rememberLanguage();
const desk = createDesk({
  api: createStaffApi(),
  connect: (options) => createConnection({ ...options, url: location.origin, namespace: "/staff" }),
  storage,
  watchAttention,
  tabs: browserTabs("firuze.console.session"),
  alertOutput: browserAlerts((conversation) => visit({ page: "inbox", conversation })),
});
follow(desk);
void desk.session.recall();

const root = document.getElementById("console");
if (!root) throw new Error("The page has no place for the console");
render(
  <DeskContext.Provider value={desk}>
    <App />
  </DeskContext.Provider>,
  root,
);
