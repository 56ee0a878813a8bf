/** Holds what an administrator fills in about the person to invite. */
import type { Invite, Language } from "@firuze/client";
import type { Message } from "../../catalogue";
import { givenNames, type NamesDraft } from "../account/own_names";

export interface InviteDraft {
  names: NamesDraft;
  email: string;
  role: Invite["role"];
  /** That of the mail. */
  language: Language;
  /** What the person speaks. */
  languages: readonly Language[];
  /** Chosen from those that there are. */
  teams: readonly string[];
  /** More of them, as they are written: with commas between. */
  newTeams: string;
}

export const emptyDraft = (language: Language): InviteDraft => ({
  names: { en: "", fa: "" },
  email: "",
  role: "agent",
  language,
  languages: ["en", "fa"],
  teams: [],
  newTeams: "",
});

/** What to fill in first, or null if it can be sent. */
export function missing({ names, email, languages }: InviteDraft): Message | null {
  if (names.en.trim() === "" && names.fa.trim() === "") return { key: "error.name_missing" };
  if (email.trim() === "") return { key: "forgotten.missing" };
  return languages.length === 0 ? { key: "error.language_missing" } : null;
}

export function inviteOf(draft: InviteDraft): Invite {
  const { email, names, role, language, languages } = draft;
  const written = draft.newTeams.split(/[,،;؛\n]/).map((team) => team.trim());
  const teams = [...new Set([...draft.teams, ...written.filter((team) => team !== "")])];
  return {
    ...{ role, language },
    email: email.trim(),
    names: givenNames(names),
    languages: [...languages],
    teams,
  };
}

/** The list with `item`, or without it. */
export function toggled<T>(list: readonly T[], item: T, on: boolean): T[] {
  const others = list.filter((each) => each !== item);
  return on ? [...others, item] : others;
}
