/** Where in the console one is, as the hash of the address. */
import type { Me } from "@firuze/client";
import { type Action, may } from "../account/rights";

export type Route =
  | { page: "inbox"; conversation: string | null }
  | { page: "archive"; conversation: string | null }
  | { page: (typeof PLAIN)[number]; conversation: null };

/** Pages that show no conversation. */
const PLAIN = [
  "waits",
  "deliveries",
  "requests",
  "invitations",
  "installation",
  "account",
] as const;

/** What one needs to be allowed for a page; the inbox and one's own account are everybody's. */
const RIGHTS: { [page in Route["page"]]?: Action } = {
  archive: "search",
  waits: "see_waits",
  deliveries: "see_deliveries",
  requests: "answer_data_requests",
  invitations: "manage_people",
  installation: "change_settings",
};

const PATHS = {
  inbox: "inbox",
  archive: "all",
  waits: "waits",
  deliveries: "deliveries",
  requests: "requests",
  invitations: "invitations",
  installation: "installation",
  account: "account",
} as const;

export function parseRoute(hash: string): Route {
  const [path, id] = hash.replace(/^#?\/?/, "").split("/");
  const conversation = id && /^[0-9a-f-]{36}$/.test(id) ? id : null;
  const page = PLAIN.find((each) => each === path);
  if (page) return { page, conversation: null };
  return { page: path === PATHS.archive ? "archive" : "inbox", conversation };
}

export function hashOf(route: Route): string {
  return `#/${PATHS[route.page]}${route.conversation ? `/${route.conversation}` : ""}`;
}

export function mayVisit(me: Me, page: Route["page"]): boolean {
  const right = RIGHTS[page];
  return !right || may(me, right);
}
