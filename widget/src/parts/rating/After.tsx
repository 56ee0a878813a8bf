import type { VisitorState } from "@firuze/client";
import { reasonOf, useState, uuid } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import { useFocusThatStays } from "../focus";
import type en from "./en.json";
import { saveFile } from "./transcript";

type Asked = NonNullable<VisitorState["rating"]>;

interface Props {
  view: PartView<typeof en>;
  chat: Chat;
}

const MARKS = [1, 2, 3, 4, 5];

/** Asks once for each close; "no, thanks" ends the asking for this close on this page. */
export function After({ view, chat }: Props) {
  const asked = view.state?.rating;
  const [done, setDone] = useState(0);
  const ask = asked && asked.satisfaction === null && done !== asked.closing;
  const given = asked?.satisfaction && done !== -asked.closing;
  return (
    <>
      {asked && given && (
        <p class="quiet" data-testid="rating-given">
          {view.t("rating.given", { mark: view.format.number(asked.satisfaction ?? 0) })}{" "}
          <button type="button" class="link" onClick={() => setDone(-asked.closing)}>
            {view.t("rating.change")}
          </button>
        </p>
      )}
      {asked && (ask || (asked.satisfaction && !given)) && (
        <Opinion view={view} chat={chat} asked={asked} onDone={() => setDone(asked.closing)} />
      )}
      <Keep view={view} chat={chat} />
    </>
  );
}

interface OpinionProps extends Props {
  asked: Asked;
  onDone(): void;
}

function Opinion({ view: { t, format }, chat, asked, onDone }: OpinionProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useFocusThatStays();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const effort = Number(data.get("effort"));
    setBusy(true);
    const code = await chat.ask("rate", {
      client_id: uuid(),
      closing: asked.closing,
      satisfaction: Number(data.get("satisfaction")),
      effort: effort || null,
      comment: String(data.get("comment") ?? "").trim() || null,
    });
    setBusy(false);
    if (code) setProblem(t("notice.failed", { why: reasonOf(t, code) }));
    else onDone();
  }

  const scale = (name: "satisfaction" | "effort", chosen: number | null) => (
    <fieldset>
      <legend>{t(`rating.${name}`)}</legend>
      <div class="scale">
        <small>{t("rating.worst")}</small>
        {MARKS.map((mark) => (
          <label key={mark}>
            <input
              type="radio"
              name={name}
              value={mark}
              required={name === "satisfaction"}
              defaultChecked={mark === chosen}
              aria-label={t("rating.mark", { mark: format.number(mark) })}
              data-testid={`${name}-${mark}`}
            />
            <span>{format.number(mark)}</span>
          </label>
        ))}
        <small>{t("rating.best")}</small>
      </div>
    </fieldset>
  );

  return (
    <form ref={form} class="opinion" onSubmit={submit} data-testid="rating">
      {scale("satisfaction", asked.satisfaction)}
      {asked.asks === "full" && scale("effort", asked.effort)}
      {asked.asks === "full" && (
        <textarea
          name="comment"
          rows={2}
          maxLength={1000}
          dir="auto"
          placeholder={t("rating.comment")}
          aria-label={t("rating.comment")}
          data-testid="rating-comment"
        />
      )}
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <div class="choices">
        <button type="submit" class="primary" aria-disabled={busy} data-testid="rating-send">
          {t("rating.send")}
        </button>
        <button type="button" class="choice" onClick={onDone} data-testid="rating-dismiss">
          {t("rating.dismiss")}
        </button>
      </div>
    </form>
  );
}

/** What became of the wish for a mail, by its code. */
const MAIL_TOLD = {
  "": "keep.mailed",
  no_address: "keep.no_address",
  nobody_answered: "keep.nobody_answered",
  rate_limited: "keep.too_many",
  mail_not_set_up: "keep.no_mail",
} as const;

function Keep({ view, chat }: Props) {
  const { t, session, origin } = view;
  const [told, setTold] = useState<string | null>(null);

  async function save(form: "html" | "text"): Promise<void> {
    const problem =
      session && (await saveFile(origin, "transcript", { token: session.token, form }));
    setTold(problem ? t("notice.failed", { why: reasonOf(t, problem) }) : null);
  }

  async function mail(): Promise<void> {
    const code = (await chat.ask("mail_transcript", {})) ?? "";
    const key = MAIL_TOLD[code as keyof typeof MAIL_TOLD];
    setTold(key ? t(key) : t("notice.failed", { why: reasonOf(t, code) }));
  }

  return (
    <p class="quiet keep" data-testid="keep">
      {t("keep.title")}
      <button type="button" class="link" onClick={() => void save("html")} data-testid="keep-html">
        {t("keep.html")}
      </button>
      <button type="button" class="link" onClick={() => void save("text")} data-testid="keep-text">
        {t("keep.text")}
      </button>
      <button type="button" class="link" onClick={() => void mail()} data-testid="keep-mail">
        {t("keep.mail")}
      </button>
      {told && <span role="status"> {told}</span>}
    </p>
  );
}
