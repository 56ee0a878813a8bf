/**
 * The gateway's HTTP routes for staff. Rejects with `RequestRefused` when refused, else
 * `NoAnswer`.
 */
import {
  type ConversationItem,
  type ConversationList,
  type CustomerKept,
  type CustomerPanel,
  type DataRequestCounts,
  type DataRequestItem,
  type DataRequestList,
  type DeliveryCounts,
  type DeliveryItem,
  type DeliveryList,
  type ErrorBody,
  type FileLinks,
  type FilesTaken,
  type GivenNames,
  type Installation,
  type InvitationList,
  type InvitationSent,
  type Invite,
  type Language,
  type LoginLeft,
  type LoginStep,
  type Me,
  NoAnswer,
  type OwnSessions,
  type PasswordLinkOwner,
  type RecoveryCodes,
  RequestRefused,
  type SecondFactorState,
  type SetUpBegun,
  type StaffNames,
  type TopicLabels,
  type WaitsNow,
} from "@firuze/client";

export interface ArchiveQuery {
  owner: ConversationItem["owner"]["kind"] | "";
  language: Language | "";
  /** An agent's id. */
  agent: string;
  /** What the customer thought of the help. */
  mark: "bad" | "fair" | "good" | "";
  q: string;
  /** The previous page's `rest`. */
  after: string;
}

export interface StaffApi {
  /** The member who is logged in now, or the step that is left. */
  login(email: string, password: string): Promise<Me | LoginStep>;
  /** What is left to do after a password that was right a moment ago, or null. */
  loginStep(): Promise<LoginStep | null>;
  loginCode(code: string): Promise<Me>;
  /** Forgets that a password was right. */
  cancelLogin(): Promise<void>;
  beginLoginSetUp(language: Language): Promise<SetUpBegun>;
  /** Logs in as well. */
  confirmLoginSetUp(sealed: string, code: string): Promise<RecoveryCodes>;
  logout(): Promise<void>;
  /** Requests a link by mail for this account, if it exists. */
  forgottenPassword(email: string, language: Language): Promise<void>;
  passwordLink(token: string): Promise<PasswordLinkOwner>;
  choosePassword(token: string, password: string): Promise<void>;
  /**
   * The logged-in member, or null. Throws when the session has ended, with the reason as `ended`.
   */
  me(): Promise<Me | null>;
  changeNames(names: GivenNames): Promise<Me>;
  /** The bytes of a picture of the staff. */
  portrait(path: string): Promise<Blob>;
  showPortrait(picture: Blob): Promise<Me>;
  removePortrait(): Promise<Me>;
  changePassword(current: string, password: string): Promise<void>;
  ownSessions(): Promise<OwnSessions>;
  endOwnSession(id: string): Promise<void>;
  /** All but this browser's. */
  endOtherSessions(): Promise<void>;
  secondFactor(): Promise<SecondFactorState>;
  /** Where there is a second step already, a code of it is needed. */
  beginSecondFactor(password: string, code: string, language: Language): Promise<SetUpBegun>;
  confirmSecondFactor(sealed: string, code: string): Promise<RecoveryCodes>;
  renewRecoveryCodes(password: string, code: string): Promise<RecoveryCodes>;
  turnSecondFactorOff(password: string, code: string): Promise<void>;
  conversations(query: ArchiveQuery): Promise<ConversationList>;
  /** What the shop calls its topics. */
  topics(): Promise<TopicLabels>;
  /** All present and former staff. */
  people(): Promise<StaffNames>;
  customer(id: string): Promise<CustomerPanel>;
  /** For those who may erase customers. */
  customerKept(id: string): Promise<CustomerKept>;
  eraseCustomer(id: string, underWay: boolean, request?: string | null): Promise<CustomerKept>;
  /** For those who may answer; `after` is the previous page's `rest`. */
  dataRequests(show: "open" | "settled", after: string): Promise<DataRequestList>;
  dataRequestCounts(): Promise<DataRequestCounts>;
  giveCopy(id: string): Promise<DataRequestItem>;
  refuseDataRequest(id: string, reason: string): Promise<DataRequestItem>;
  /** What files this installation takes. */
  filesTaken(): Promise<FilesTaken>;
  fileLinks(conversation: string, files: string[]): Promise<FileLinks>;
  /** For supervisors. */
  waits(): Promise<WaitsNow>;
  /** For members who may see them; `after` is the previous page's `rest`. */
  deliveries(show: "open" | "all", after: string): Promise<DeliveryList>;
  deliveryCounts(): Promise<DeliveryCounts>;
  moveDelivery(id: string, move: "retry" | "give_up"): Promise<DeliveryItem>;
  /** For administrators: invitations that nobody has accepted. */
  invitations(): Promise<InvitationList>;
  invite(invite: Invite): Promise<InvitationSent>;
  /** With a new link; the one before is void. */
  resendInvitation(id: string): Promise<InvitationSent>;
  invitationLink(id: string): Promise<InvitationSent>;
  withdrawInvitation(id: string): Promise<void>;
  /** For administrators: where the widget was seen. */
  installation(): Promise<Installation>;
}

const PAGE = "40";
const TIMEOUT = 15_000; // milliseconds
const UPLOAD_TIMEOUT = 300_000; // milliseconds; what the gateway grants a file as well

export function createStaffApi(fetcher: typeof fetch = (...args) => fetch(...args)): StaffApi {
  const call = <T>(method: "GET" | "POST", path: string, body?: object) =>
    request<T>(fetcher, method, `/api/staff${path}`, body);
  return {
    login: (email, password) => call("POST", "/login", { email, password }),
    async loginStep() {
      return (await call<LoginLeft>("GET", "/login/step")).left;
    },
    loginCode: (code) => call("POST", "/login/code", { code }),
    async cancelLogin() {
      await call("POST", "/login/cancel", {});
    },
    beginLoginSetUp: (language) => call("POST", "/login/set-up", { language }),
    confirmLoginSetUp: (sealed, code) => call("POST", "/login/set-up/confirm", { sealed, code }),
    changeNames: (names) => call("POST", "/account/names", { names }),
    async portrait(path) {
      const response = await answer(fetcher, "GET", path);
      if (!response.ok) throw new RequestRefused(errorOf(await json(response), response.status));
      return await response.blob();
    },
    showPortrait: (picture) => call("POST", "/account/portrait", picture),
    removePortrait: () => call("POST", "/account/portrait/remove", {}),
    async changePassword(current, password) {
      await call("POST", "/account/password", { current, password });
    },
    ownSessions: () => call("GET", "/account/sessions"),
    async endOwnSession(id) {
      await call("POST", `/account/sessions/${encodeURIComponent(id)}/end`, {});
    },
    async endOtherSessions() {
      await call("POST", "/account/sessions/end-others", {});
    },
    secondFactor: () => call("GET", "/account/second-factor"),
    beginSecondFactor: (password, code, language) =>
      call("POST", "/account/second-factor/begin", { password, code, language }),
    confirmSecondFactor: (sealed, code) =>
      call("POST", "/account/second-factor/confirm", { sealed, code }),
    renewRecoveryCodes: (password, code) =>
      call("POST", "/account/second-factor/recovery", { password, code }),
    async turnSecondFactorOff(password, code) {
      await call("POST", "/account/second-factor/off", { password, code });
    },
    async logout() {
      await call("POST", "/logout", {});
    },
    async forgottenPassword(email, language) {
      await call("POST", "/password/forgotten", { email, language });
    },
    passwordLink: (token) => call("POST", "/password/link", { token }),
    async choosePassword(token, password) {
      await call("POST", "/password", { token, password });
    },
    async me() {
      try {
        return await call<Me>("GET", "/me");
      } catch (error) {
        const out = error instanceof RequestRefused && error.code === "unauthenticated";
        if (out && !error.detail.data.ended) return null;
        throw error;
      }
    },
    conversations: (query) => call("GET", `/conversations?${search(query)}`),
    filesTaken: () => call("GET", "/files"),
    fileLinks: (conversation, files) =>
      call("POST", `/conversations/${encodeURIComponent(conversation)}/files/links`, { files }),
    waits: () => call("GET", "/waits"),
    deliveries(show, after) {
      const query = new URLSearchParams({ show, ...(after && { after }) });
      return call("GET", `/deliveries?${query}`);
    },
    deliveryCounts: () => call("GET", "/deliveries/count"),
    moveDelivery: (id, move) => call("POST", `/deliveries/${encodeURIComponent(id)}/${move}`, {}),
    invitations: () => call("GET", "/invitations"),
    invite: (invite) => call("POST", "/invitations", invite),
    resendInvitation: (id) => call("POST", `/invitations/${encodeURIComponent(id)}/resend`, {}),
    invitationLink: (id) => call("POST", `/invitations/${encodeURIComponent(id)}/link`, {}),
    async withdrawInvitation(id) {
      await call("POST", `/invitations/${encodeURIComponent(id)}/withdraw`, {});
    },
    installation: () => call("GET", "/installation"),
    people: () => call("GET", "/people"),
    topics: () => call("GET", "/topics"),
    customer: (id) => call("GET", `/customers/${encodeURIComponent(id)}`),
    customerKept: (id) => call("GET", `/customers/${encodeURIComponent(id)}/kept`),
    eraseCustomer: (id, underWay, asked) =>
      call("POST", `/customers/${encodeURIComponent(id)}/erase`, {
        under_way: underWay,
        ...(asked && { request: asked }),
      }),
    dataRequests(show, after) {
      const query = new URLSearchParams({ show, ...(after && { after }) });
      return call("GET", `/data-requests?${query}`);
    },
    dataRequestCounts: () => call("GET", "/data-requests/count"),
    giveCopy: (id) => call("POST", `/data-requests/${encodeURIComponent(id)}/give-copy`, {}),
    refuseDataRequest: (id, reason) =>
      call("POST", `/data-requests/${encodeURIComponent(id)}/refuse`, { reason }),
  };
}

/** Where the document of all that is kept of a customer is fetched from, to be saved. */
export function exportPath(id: string, form: "json" | "html"): string {
  return `/api/staff/customers/${encodeURIComponent(id)}/export?form=${form}`;
}

function search(query: ArchiveQuery): string {
  const filled = Object.entries(query).filter(([, value]) => value !== "");
  return new URLSearchParams([...filled, ["limit", PAGE]]).toString();
}

async function request<T>(
  fetcher: typeof fetch,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<T> {
  const response = await answer(fetcher, method, path, body);
  const content = response.status === 204 ? null : await json(response);
  if (response.ok) return content as T;
  throw new RequestRefused(errorOf(content, response.status));
}

async function answer(
  fetcher: typeof fetch,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<Response> {
  try {
    return await fetcher(path, {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(body && { "content-type": kindOf(body) }) },
      signal: AbortSignal.timeout(body instanceof Blob ? UPLOAD_TIMEOUT : TIMEOUT),
      ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new NoAnswer(late ? "timeout" : "offline");
  }
}

const kindOf = (body: object): string =>
  body instanceof Blob ? "application/octet-stream" : "application/json";

/** Anything but JSON (a proxy's page) becomes no content: the status says the rest. */
async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function errorOf(content: unknown, status: number): ErrorBody {
  const told = (content as { error?: Partial<ErrorBody> } | null)?.error;
  const code = status === 401 ? "unauthenticated" : (told?.code ?? byStatus(status));
  return { code, message: told?.message ?? "", id: told?.id ?? null, data: told?.data ?? {} };
}

function byStatus(status: number): string {
  if (status === 403) return "not_allowed";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  return status === 502 || status === 503 || status === 504 ? "unavailable" : "internal";
}
