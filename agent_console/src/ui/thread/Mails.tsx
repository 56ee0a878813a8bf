import type { ConversationItem } from "@firuze/client";
import { isolated } from "@firuze/client";
import { say, t } from "../../catalogue";
import { mailBelow } from "../../model/thread/mails";
import type { Thread } from "../../model/thread/thread";
import { threadMail } from "../../wording/deliveries";
import { now, useDesk } from "../parts/context";
import { customerName } from "../parts/words";

/** The state of the mail that ends with the message `seq`. */
export function MailBelow({ seq, thread }: { seq: number; thread: Thread }) {
  const shown = useDesk().mails.shown.value;
  if (shown?.conversation !== thread.id) return null;
  const mail = mailBelow(seq, thread.events.value, shown.mails);
  if (!mail) return null;
  return (
    <span class="mail-state" data-testid="mail" data-state={mail.state}>
      {say(threadMail(mail, shown.works, now.value))}
    </span>
  );
}

/** Says before the agent sends whether the words also go by mail, and when. */
export function MailHint({ item }: { item: ConversationItem }) {
  const { mails, away } = useDesk();
  const shown = mails.shown.value;
  if (shown?.conversation !== item.id) return null;
  const left = away.ids.value.has(item.id);
  const params = {
    name: customerName(item),
    email: isolated(shown.email),
    minutes: Math.max(1, Math.round(shown.grace_seconds / 60)),
  };
  if (!shown.works) {
    return left ? <Hint text={t("composer.mail.none", params)} state="none" /> : null;
  }
  return <Hint text={t(`composer.mail.${left ? "away" : "here"}`, params)} state="mail" />;
}

function Hint({ text, state }: { text: string; state: string }) {
  return (
    <p class="composer-mail" data-testid="composer-mail" data-state={state}>
      {text}
    </p>
  );
}
