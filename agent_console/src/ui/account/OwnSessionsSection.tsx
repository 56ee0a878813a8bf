import type { OwnSession } from "@firuze/client";
import { useEffect } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { dateAndTime } from "../../format/time";
import type { OwnSessions } from "../../model/account/own_sessions";
import { browserName } from "../../wording/browsers";
import { AccountNotice } from "./AccountCard";

export function OwnSessionsSection({ own }: { own: OwnSessions }) {
  useEffect(() => void own.load(), [own]);
  const sessions = own.sessions.value;
  const problem = own.problem.value;
  return (
    <section class="account-part" aria-labelledby="own-sessions" data-testid="own-sessions">
      <h2 id="own-sessions">{t("account.sessions")}</h2>
      <p
        role="status"
        class="account-done"
        hidden={!own.done.value}
        data-testid="own-sessions-done"
      >
        {own.done.value && t("account.sessions.ended")}
      </p>
      <AccountNotice text={problem && say(problem)} />
      <ul class="own-sessions" aria-busy={own.busy.value}>
        {sessions?.map((session) => (
          <Session key={session.id} session={session} own={own} />
        ))}
      </ul>
      {sessions && sessions.length > 1 && (
        <>
          <p class="quiet">{t("account.sessions.strange")}</p>
          <div class="account-moves">
            <button
              class="button"
              type="button"
              disabled={own.busy.value}
              data-testid="own-sessions-end-others"
              onClick={() => void own.endOthers()}
            >
              {t("account.sessions.end_others")}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function Session({ session, own }: { session: OwnSession; own: OwnSessions }) {
  const browser = browserName(session.browser);
  const seen = dateAndTime(session.seen, language.value);
  return (
    <li class="own-session" data-testid="own-session">
      <div class="own-session-what">
        <strong title={session.browser}>{browser}</strong>
        <span class="quiet">
          {t("account.sessions.since", { time: dateAndTime(session.since, language.value) })}
          {!session.here && ` · ${t("account.sessions.seen", { time: seen })}`}
        </span>
      </div>
      {session.here ? (
        <span class="chip">{t("account.sessions.here")}</span>
      ) : (
        <button
          class="button button-small"
          type="button"
          disabled={own.busy.value}
          aria-label={t("account.sessions.end.label", { browser, time: seen })}
          data-testid="own-session-end"
          onClick={() => void own.end(session.id)}
        >
          {t("account.sessions.end")}
        </button>
      )}
    </li>
  );
}
