import type { ComponentChildren } from "preact";
import { LanguageSwitch } from "../parts/LanguageSwitch";
import { Mark } from "../parts/Mark";

interface AccountCardProps {
  title: string;
  lead?: string;
  busy?: boolean;
  onSubmit?(): void;
  children: ComponentChildren;
}

/** The one card of a page that needs no session. */
export function AccountCard({ title, lead, busy = false, onSubmit, children }: AccountCardProps) {
  return (
    <main class="login">
      <form
        class="login-card"
        noValidate
        aria-busy={busy}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <header class="login-head">
          <Mark />
          <LanguageSwitch />
        </header>
        <h1>{title}</h1>
        {lead && <p class="quiet">{lead}</p>}
        {children}
      </form>
    </main>
  );
}

interface FieldProps {
  label: string;
  type: "email" | "password";
  name: string;
  autocomplete: string;
  value: string;
  onInput(value: string): void;
  autofocus?: boolean;
  testid: string;
}

export function AccountField({ label, type, onInput, testid, ...rest }: FieldProps) {
  const shared = {
    ...rest,
    id: testid,
    dir: "ltr",
    required: true,
    onInput: (event: { currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
    "data-testid": testid,
  } as const;
  return (
    <label class="field" for={testid}>
      <span>{label}</span>
      {type === "email" ? (
        <input type="email" {...shared} />
      ) : (
        <input type="password" {...shared} />
      )}
    </label>
  );
}

export function AccountNotice({ text }: { text: string | null }) {
  return (
    <p class="login-notice" role="alert" data-testid="account-notice" hidden={!text}>
      {text}
    </p>
  );
}
