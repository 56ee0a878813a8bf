import type { ConsentFace } from "@firuze/client";
import { reasonOf, Text, useEffect, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { MoreView } from "./More";

interface ConsentProps {
  view: MoreView;
  chat: Chat;
  asked: ConsentFace;
}

/** In place of the composer: what the shop asks before anything that the customer types is kept. */
export function Consent({ view, chat, asked }: ConsentProps) {
  const { t, language } = view;
  const [told, setTold] = useState<string | null>(null);
  /** The customer has agreed, and the gateway is to hear of it once there is a connection. */
  const [later, setLater] = useState(false);
  const connected = chat.link.value.kind === "connected";

  async function agree(): Promise<void> {
    setLater(false);
    const code = await chat.ask("give_consent", { version: asked.version });
    if (code === "consent_changed") void chat.open(); // another text by now
    setLater(code === "offline");
    if (code === "offline") setTold(t("notice.later"));
    else setTold(code && t("notice.failed", { why: reasonOf(t, code) }));
  }

  useEffect(() => {
    if (later && connected) void agree();
  }, [later, connected]);

  return (
    <footer class="consent" data-testid="consent">
      <div lang={language}>
        <Text text={asked.text} language={language} />
      </div>
      {asked.link && (
        <a href={asked.link} target="_blank" rel="noopener" data-testid="consent-link">
          {t("consent.link")}
        </a>
      )}
      {told && (
        <p class="error" role="alert">
          {told}
        </p>
      )}
      <button type="button" class="primary" data-testid="consent-give" onClick={() => void agree()}>
        {t("consent.give")}
      </button>
      <p class="quiet">{t("consent.without")}</p>
    </footer>
  );
}
