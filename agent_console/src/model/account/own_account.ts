/** What an agent's own account page shows and does. */
import type { Me } from "@firuze/client";
import type { StaffApi } from "../../transport/api";
import type { Toasts } from "../frame/toasts";
import { createOwnFactor, type OwnFactor } from "./own_factor";
import { createOwnNames, type OwnNames } from "./own_names";
import { createOwnPassword, type OwnPassword } from "./own_password";
import { createOwnPortrait, type OwnPortrait } from "./own_portrait";
import { createOwnSessions, type OwnSessions } from "./own_sessions";

export interface OwnAccount {
  readonly factor: OwnFactor;
  readonly names: OwnNames;
  readonly password: OwnPassword;
  readonly portrait: OwnPortrait;
  readonly sessions: OwnSessions;
}

export function createOwnAccount(
  api: StaffApi,
  toasts: Pick<Toasts, "show">,
  onMe: (me: Me) => void,
  onLoggedOut: () => void,
): OwnAccount {
  const sessions = createOwnSessions({ api, onLoggedOut });
  const onChanged = () => void sessions.load();
  return {
    factor: createOwnFactor({ api, onLoggedOut, onChanged }),
    names: createOwnNames({ api, onMe, onLoggedOut }),
    portrait: createOwnPortrait({ api, toasts, onMe, onLoggedOut }),
    password: createOwnPassword({ api, onLoggedOut, onChanged }),
    sessions,
  };
}
