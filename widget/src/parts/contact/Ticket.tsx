import { Action, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";
import { Form } from "./Form";

interface TicketProps {
  view: PartView<typeof en>;
  chat: Chat;
}

/** An open ticket, and how to reach whoever waits for its answer. */
export function Ticket({ view, chat }: TicketProps) {
  const { t, format, state } = view;
  const [form, setForm] = useState<boolean | null>(null);
  const number = state?.ticket;
  const editing = form ?? !state?.has_contact;
  return (
    <div class="status" data-testid="ticket-state">
      <h3>
        {number
          ? t("ticket.title", { number: format.digits(String(number)) })
          : t("ticket.title.unnumbered")}
      </h3>
      <p class="quiet">{t(state?.has_contact ? "ticket.reachable" : "ticket.hint")}</p>
      {editing && <Form view={view} chat={chat} onDone={() => setForm(false)} />}
      {!editing && (
        <div class="choices">
          <button
            type="button"
            class="choice"
            data-testid="contact-change"
            onClick={() => setForm(true)}
          >
            {t(state?.has_contact ? "ticket.change" : "contact.label")}
          </button>
          <Action command="continue_with_bot" label={t("ticket.bot")} chat={chat} />
        </div>
      )}
    </div>
  );
}
