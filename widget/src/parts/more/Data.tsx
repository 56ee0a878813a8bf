import type { DataRequestFace, OwnDataPage } from "@firuze/client";
import { accepted, codeOf, reasonOf, Show, useEffect, useRef, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { MoreView } from "./More";

interface DataProps {
  view: MoreView;
  chat: Chat;
}

/** What the shop keeps of the customer, and what they may ask of it: a copy, or the deletion. */
export function Data({ view, chat }: DataProps) {
  const { t, format, state, banner } = view;
  const [own, setOwn] = useState<OwnDataPage | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);

  /** Once at a time. */
  async function ask(event: string, given: object = {}): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    try {
      setOwn(accepted(await chat.request<OwnDataPage>(event, given)));
      setProblem(null);
    } catch (error) {
      setProblem(codeOf(error));
    }
    busy.current = false;
  }

  // Other tabs ask as well, and the staff answers: both are in the log. What failed is tried again with the connection.
  useEffect(() => void ask("own_data"), [state?.head, banner]);

  const days = (count: number) => ({ days: format.number(count) });
  return (
    <div class="data">
      <p>
        {t("data.kept")}{" "}
        {own && (own.kept_days ? t("data.days", days(own.kept_days)) : t("data.ever"))}
      </p>
      {own && <p>{t("data.within", days(own.answer_days))}</p>}
      {own &&
        (["copy", "deletion"] as const).map((kind) => (
          <Request
            key={kind}
            kind={kind}
            last={own.requests.find((request) => request.kind === kind)}
            view={view}
            ask={ask}
          />
        ))}
      {problem ? (
        <p class="error" role="alert">
          {problem === "rate_limited"
            ? t("data.many")
            : t("notice.failed", { why: reasonOf(t, problem) })}{" "}
          {!own && (
            <button type="button" class="link" onClick={() => void ask("own_data")}>
              {t("failed.retry")}
            </button>
          )}
        </p>
      ) : (
        !own && <p class="quiet">{t("part.loading")}</p>
      )}
    </div>
  );
}

interface RequestProps {
  kind: DataRequestFace["kind"];
  /** The latest of its kind. */
  last: DataRequestFace | undefined;
  view: MoreView;
  ask(event: string, given: object): Promise<void>;
}

function Request({ kind, last, view, ask }: RequestProps) {
  const { t, format } = view;
  const what = t(`data.${kind}`);
  const open = last?.state === "open";
  const until = last?.copy_until;
  return (
    <section data-testid={`data-${kind}`} data-state={last?.state}>
      <h3>{what}</h3>
      <p role="status">
        {open &&
          t("data.open", { asked: format.date(last.asked_at), due: format.date(last.due_at) })}
        {last?.reason && (
          <>
            {t("data.refused")} <bdi>{last.reason}</bdi>
          </>
        )}
      </p>
      {until && Date.parse(until) > Date.now() ? (
        <Show part="rating" as="Copy" view={view} with={{ until }} />
      ) : (
        <button
          type="button"
          class={open ? "link" : "choice"}
          data-testid={`data-${kind}-${open ? "withdraw" : "ask"}`}
          // The second press of a double click, or of a key held down, would take back what the first one asked.
          onKeyDown={(event) => event.repeat && event.preventDefault()}
          onClick={({ detail }) =>
            detail < 2 && void ask(open ? "withdraw_data_request" : "request_data", { kind })
          }
        >
          {t(open ? "data.withdraw" : "data.ask", { what })}
        </button>
      )}
    </section>
  );
}
