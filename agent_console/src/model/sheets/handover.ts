/**
 * Hands a conversation over: the choices, the agent's choice, and the note.
 *
 * Only colleagues with a free slot now can be chosen by name: with anybody else the customer would
 be
 * promised one person and get another. An agent may choose a team that has to be waited for.
 */
import {
  accepted,
  type Colleague,
  type Colleagues,
  type Connection,
  type ConversationItem,
  type Language,
  lengthOf,
  MESSAGE_LIMIT,
  type Names,
  newClientId,
  type StaffTransfer,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { named } from "../../wording/people";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface Person {
  id: string;
  names: Names;
  portrait: string | null;
  state: "free" | "full" | "away" | "offline";
  /** Chats that they can take on now. */
  free: number;
  languages: readonly Language[];
  teams: readonly string[];
  /** Whether they speak the customer's language. */
  speaks: boolean;
}

export interface Team {
  name: string;
  /** Members besides the agent who could take it on now. */
  free: number;
}

export type Target = { kind: "person"; id: string } | { kind: "team"; name: string };

export interface Handover {
  /** Those that match `find`; the best choice first. */
  readonly people: ReadonlySignal<readonly Person[]>;
  readonly teams: ReadonlySignal<readonly Team[]>;
  /** Whether there are enough to make searching worthwhile. */
  readonly many: ReadonlySignal<boolean>;
  readonly words: ReadonlySignal<string>;
  readonly chosen: ReadonlySignal<Target | null>;
  readonly note: ReadonlySignal<string>;
  readonly loaded: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  load(): Promise<void>;
  find(words: string): void;
  choose(target: Target): void;
  write(note: string): void;
  /** Resolves to whether it was done. */
  confirm(): Promise<boolean>;
}

export interface HandoverOptions {
  line: Pick<Connection, "request">;
  item: Pick<ConversationItem, "id" | "language">;
  me: string;
  transfer(transfer: StaffTransfer, to: string): Promise<boolean>;
  onLoggedOut(): void;
}

const MANY = 8;
const STATES: readonly Person["state"][] = ["free", "full", "away", "offline"];

export function createHandover(options: HandoverOptions): Handover {
  const { line, item, me } = options;
  const everyone = signal<readonly Person[]>([]);
  const allTeams = signal<readonly Team[]>([]);
  const words = signal("");
  const picked = signal<Target | null>(null);
  const note = signal("");
  const loaded = signal(false);
  const problem = signal<Message | null>(null);
  let asked = { what: "", client_id: "" };

  const found = (...names: readonly (string | null)[]) =>
    names.some((name) =>
      name?.toLocaleLowerCase().includes(words.value.trim().toLocaleLowerCase()),
    );
  const people = computed(() =>
    everyone.value.filter((person) => found(person.names.en, person.names.fa, ...person.teams)),
  );
  const teams = computed(() => allTeams.value.filter((team) => found(team.name)));
  const chosen = computed(() => choiceAmong(picked.value, people.value, teams.value));

  async function load(): Promise<void> {
    problem.value = null;
    try {
      const answer = accepted(await line.request<Colleagues>("colleagues", {}));
      everyone.value = peopleOf(answer, me, item.language);
      allTeams.value = teamsOf(answer, me);
      loaded.value = true;
    } catch (error) {
      if (isLoggedOut(error)) options.onLoggedOut();
      else problem.value = problemOf(error);
    }
  }

  async function confirm(): Promise<boolean> {
    const target = chosen.value;
    const text = note.value.trim();
    if (!target || lengthOf(text) > MESSAGE_LIMIT) return false;
    const name = target.kind === "team" ? target.name : nameOf(target.id);
    const wanted = {
      conversation_id: item.id,
      ...(target.kind === "team" ? { team: target.name } : { agent_id: target.id }),
      ...(text && { note: text }),
    };
    return options.transfer({ ...wanted, client_id: clientIdOf(JSON.stringify(wanted)) }, name);
  }

  function nameOf(id: string): string {
    const person = everyone.value.find((each) => each.id === id);
    return person ? named(person.names) : "";
  }

  /** Repeating the same handover keeps its id; another target or note makes a new one. */
  function clientIdOf(what: string): string {
    if (asked.what !== what) asked = { what, client_id: newClientId() };
    return asked.client_id;
  }

  return {
    people,
    teams,
    many: computed(() => everyone.value.length + allTeams.value.length > MANY),
    words,
    chosen,
    note,
    loaded,
    problem,
    load,
    find(next) {
      words.value = next;
    },
    choose(target) {
      picked.value = target;
    },
    write(text) {
      note.value = text;
    },
    confirm,
  };
}

/** The agent's pick while it is visible, else the first who could take it on now. */
function choiceAmong(
  picked: Target | null,
  people: readonly Person[],
  teams: readonly Team[],
): Target | null {
  const persons = people
    .filter((person) => person.state === "free")
    .map(({ id }): Target => ({ kind: "person", id }));
  const asTarget = ({ name }: Team): Target => ({ kind: "team", name });
  const possible = [...persons, ...teams.map(asTarget)];
  const ready = [...persons, ...teams.filter(({ free }) => free > 0).map(asTarget)];
  return possible.find((each) => picked && isSame(each, picked)) ?? ready[0] ?? null;
}

export function isSame(a: Target, b: Target | null): boolean {
  if (a.kind === "person") return b?.kind === "person" && a.id === b.id;
  return b?.kind === "team" && a.name === b.name;
}

/** Colleagues, first those who can take it on, speak the language and have the most room. */
export function peopleOf({ people }: Colleagues, me: string, language: Language): Person[] {
  return people
    .filter((colleague) => colleague.id !== me)
    .map((colleague) => personOf(colleague, language))
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        Number(b.speaks) - Number(a.speaks) ||
        b.free - a.free ||
        named(a.names).localeCompare(named(b.names)),
    );
}

export function teamsOf({ people, teams }: Colleagues, me: string): Team[] {
  const free = people.filter((colleague) => colleague.id !== me && stateOf(colleague) === "free");
  return teams.map((name) => ({
    name,
    free: free.filter((colleague) => colleague.teams.includes(name)).length,
  }));
}

function personOf(colleague: Colleague, language: Language): Person {
  const { id, names, portrait, languages, teams } = colleague;
  return {
    id,
    names,
    portrait,
    state: stateOf(colleague),
    free: Math.max(0, colleague.capacity - colleague.load),
    languages,
    teams,
    speaks: languages.includes(language),
  };
}

function stateOf({ online, available, load, capacity }: Colleague): Person["state"] {
  if (!online) return "offline";
  if (!available) return "away";
  return load < capacity ? "free" : "full";
}
