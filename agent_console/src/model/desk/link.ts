/** Follows the line and the login: what the models do when the console is connected, cut off, or left. */
import type { Connection, ConnectionState } from "@firuze/client";
import { effect, type ReadonlySignal, untracked } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import { topics } from "../../wording/names";
import { staff } from "../../wording/people";
import { mayVisit } from "../frame/route";
import { passes } from "../parts/retry";
import type { Models } from "./models";

export interface LinkOptions {
  api: StaffApi;
  line: Connection;
  agent: ReadonlySignal<string | null>;
  models: Models;
  complain(error: unknown): void;
}

/** What a change of the connection's state means for the models. */
export function linkChanged(options: LinkOptions, state: ConnectionState): void {
  const { outgoing, marks, session } = options.models;
  if (state.kind === "connected") comeBack(options);
  else {
    outgoing.peek()?.pause();
    marks.pause();
  }
  if (state.kind === "refused" && state.code === "unauthenticated") session.expire();
}

/** Opens the line for the agent who is logged in, and leaves nothing of an agent behind for the next. */
export function followLogin({ agent, line, models }: LinkOptions): void {
  let before: string | null = null;
  effect(() => {
    const now = agent.value;
    untracked(() => {
      if (before) leave(line, models);
      if (now) line.open();
      before = now;
    });
  });
  effect(() => {
    const mine = models.outgoing.value;
    return () => mine?.pause(); // what is left waits in the storage for its agent
  });
}

function comeBack(options: LinkOptions): void {
  const { outgoing, files, marks, customer, threads, inbox, session, deliveries, requests } =
    options.models;
  outgoing.peek()?.resume();
  files.resume();
  marks.resume();
  void customer.again();
  threads.resume();
  void inbox.load();
  void learnTopics(options);
  void learnPeople(options);
  void learnFiles(options);
  const who = session.me.peek();
  if (who && mayVisit(who, "deliveries")) void deliveries.count();
  if (who && mayVisit(who, "requests")) void requests.count();
}

async function learnTopics({ api, complain }: LinkOptions): Promise<void> {
  try {
    topics.value = (await api.topics()).topics;
  } catch (error) {
    if (!passes(error)) complain(error);
  }
}

async function learnPeople({ api, complain }: LinkOptions): Promise<void> {
  try {
    staff.value = new Map((await api.people()).people.map((person) => [person.id, person]));
  } catch (error) {
    if (!passes(error)) complain(error);
  }
}

async function learnFiles({ models, complain }: LinkOptions): Promise<void> {
  try {
    await models.files.learn();
  } catch (error) {
    if (!passes(error)) complain(error);
  }
}

function leave(line: Connection, models: Models): void {
  line.close();
  models.inbox.forget();
  models.marks.forget();
  models.away.learn([]);
  models.alerts.forget();
  models.files.leave();
  models.deliveries.forget();
  models.requests.forget();
  models.invitations.forget();
  models.installation.forget();
}
