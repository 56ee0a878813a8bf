/** Open invitations to the staff, for administrators: who is awaited, and what one does about it. */
import {
  browserTimers,
  type DeliveriesMoved,
  type InvitationItem,
  type InvitationSent,
  type Invite,
  RequestRefused,
  type Timers,
} from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { type Attempts, createAttempts } from "../account/attempts";
import type { Toasts } from "../frame/toasts";

export interface InvitationsModel {
  /** Null until they are known; the latest first. */
  readonly items: ReadonlySignal<readonly InvitationItem[] | null>;
  /** Whether mail leaves this installation; otherwise somebody hands the links over. */
  readonly works: ReadonlySignal<boolean>;
  /** The teams that there are. */
  readonly teams: ReadonlySignal<readonly string[]>;
  /** Links to hand over, by address, once they were asked for. */
  readonly links: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** What is wrong with the form. */
  readonly complaint: ReadonlySignal<Message | null>;
  /** Keeps the list current from now on; returns the function that stops it. */
  watch(): () => void;
  /** True once the invitation is made. */
  invite(invite: Invite): Promise<boolean>;
  /** With a new link; the one before is void. */
  resend(item: InvitationItem): Promise<void>;
  showLink(item: InvitationItem): Promise<void>;
  withdraw(item: InvitationItem): Promise<void>;
  /** The form is opened anew. */
  begin(): void;
  receive(push: DeliveriesMoved): void;
  forget(): void;
}

export interface InvitationsOptions {
  api: Pick<
    StaffApi,
    "invitations" | "invite" | "resendInvitation" | "invitationLink" | "withdrawInvitation"
  >;
  toasts: Pick<Toasts, "show">;
  onLoggedOut(): void;
  timers?: Timers;
}

/** Mails change many at a time; one refresh covers a burst (debounce). */
const PAUSE = 500; // milliseconds

export function createInvitations(options: InvitationsOptions): InvitationsModel {
  const { api, toasts, onLoggedOut } = options;
  const timers = options.timers ?? browserTimers;
  const items = signal<readonly InvitationItem[] | null>(null);
  const works = signal(true);
  const teams = signal<readonly string[]>([]);
  const links = signal<ReadonlyMap<string, string>>(new Map());
  const list = createAttempts(onLoggedOut);
  const form = createAttempts(onLoggedOut);
  let watchers = 0;
  let timer: unknown = null;

  async function look(): Promise<void> {
    const found = await api.invitations();
    items.value = found.invitations;
    works.value = found.works;
    teams.value = found.teams;
  }

  function keep({ email, link }: InvitationSent): void {
    const known = new Map(links.peek());
    if (link) known.set(email, link);
    else known.delete(email);
    links.value = known;
  }

  const say = (key: Message["key"], email: string) =>
    toasts.show({ tone: "done", message: { key, params: { email } } });

  /** An invitation that is not there any more was accepted or withdrawn meanwhile. */
  async function make(attempts: Attempts, work: () => Promise<void>): Promise<boolean> {
    return await attempts.make(async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof RequestRefused) || !GONE.has(error.code)) throw error;
        await look();
        throw new RequestRefused({ ...error.detail, code: "invitation_closed" });
      }
    });
  }

  return {
    ...{ items, works, teams, links },
    ...{ busy: list.busy, problem: list.problem, complaint: form.problem },
    watch() {
      watchers++;
      void list.make(look);
      return () => {
        watchers--;
        if (watchers === 0) links.value = new Map();
      };
    },
    invite: (invite) =>
      form.make(async () => {
        const sent = await api.invite(invite);
        keep(sent);
        if (!sent.link) say("invitations.sent", sent.email);
        await look();
      }),
    async resend({ id }) {
      await make(list, async () => {
        const sent = await api.resendInvitation(id);
        keep(sent);
        if (!sent.link) say("invitations.sent", sent.email);
        await look();
      });
    },
    async showLink({ id }) {
      await make(list, async () => keep(await api.invitationLink(id)));
    },
    async withdraw({ id, email }) {
      await make(list, async () => {
        await api.withdrawInvitation(id);
        keep({ email, link: null });
        say("invitations.withdrawn", email);
        await look();
      });
    },
    begin: () => form.complain(null),
    receive({ conversation_id }) {
      if (conversation_id !== null || timer !== null || watchers === 0) return;
      timer = timers.set(() => {
        timer = null;
        if (watchers > 0) void list.make(look);
      }, PAUSE);
    },
    forget() {
      timers.clear(timer);
      timer = null;
      items.value = null;
      links.value = new Map();
    },
  };
}

const GONE: ReadonlySet<string> = new Set(["not_found", "invitation_closed"]);
