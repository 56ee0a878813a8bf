import { reasonOf, useState, withoutMarks } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { Contact } from "../../panel/model/commands";
import type { PartView } from "../../panel/view/Show";
import { useFocusThatStays } from "../focus";
import { contactProblem } from "./contact";
import type en from "./en.json";

interface FormProps {
  view: PartView<typeof en>;
  chat: Chat;
  onDone(): void;
}

/** Asks how to reach the customer. It is never in the way: the chat goes on below it. */
export function Form({ view: { t }, chat, onDone }: FormProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useFocusThatStays();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const contact = read(event.currentTarget as HTMLFormElement);
    const wrong = contactProblem(contact);
    if (wrong) return setProblem(t(wrong));
    setBusy(true);
    const code = await chat.leaveContact(contact);
    setBusy(false);
    if (code) setProblem(t("notice.failed", { why: reasonOf(t, code) }));
    else onDone();
  }

  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      data-testid="contact-form"
      aria-label={t("contact.label")}
    >
      <Field name="name" label={t("contact.name")} complete="name" />
      <Field name="email" label={t("contact.email")} complete="email" />
      <Field name="phone" label={t("contact.phone")} complete="tel" />
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <div class="choices">
        <button type="submit" class="primary" aria-disabled={busy} data-testid="contact-save">
          {t("contact.save")}
        </button>
        <button type="button" class="choice" onClick={onDone}>
          {t("contact.later")}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  name: keyof Contact;
  label: string;
  complete: "name" | "email" | "tel";
}

function Field({ name, label, complete }: FieldProps) {
  return (
    <input
      name={name}
      type="text"
      inputmode={complete === "name" ? "text" : complete}
      placeholder={label}
      aria-label={label}
      autocomplete={complete}
      dir="auto"
      data-testid={`contact-${name}`}
    />
  );
}

/** Cleans numbers copied from an address book, which have direction marks and no-break spaces. */
const plain = (text: string): string => withoutMarks(text).replace(/\s+/g, " ").trim();

function read(form: HTMLFormElement): Contact {
  const data = new FormData(form);
  const field = (name: keyof Contact) => plain(String(data.get(name) ?? "")) || null;
  return { name: field("name"), email: field("email"), phone: field("phone") };
}
