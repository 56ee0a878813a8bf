import type { ComponentChildren } from "preact";
import { LanguageSwitch } from "../parts/LanguageSwitch";
import { Mark } from "../parts/Mark";

interface AccountCardProps {
  title: string;
  lead?: string;
  busy?: boolean;
  wide?: boolean;
  onSubmit?(): void;
  children: ComponentChildren;
}

/** The one card of a page that needs no session. */
export function AccountCard(props: AccountCardProps) {
  const { title, lead, busy = false, wide = false, onSubmit, children } = props;
  return (
    <main class="login">
      <form
        class={wide ? "login-card login-card-wide" : "login-card"}
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
  /** `digits` brings up the number pad of a phone; any code may have letters and dashes. */
  type: "email" | "password" | "digits" | "code";
  name: string;
  autocomplete: string;
  value: string;
  onInput(value: string): void;
  autofocus?: boolean;
  testid: string;
}

const INPUTS = {
  email: { type: "email" },
  password: { type: "password" },
  digits: { type: "text", inputMode: "numeric", class: "code-input" },
  code: { type: "text", autocapitalize: "none", spellcheck: false, class: "code-input" },
} as const;

export function AccountField({ label, type, onInput, testid, ...rest }: FieldProps) {
  return (
    <label class="field" for={testid}>
      <span>{label}</span>
      <input
        {...rest}
        {...INPUTS[type]}
        id={testid}
        dir="ltr"
        required
        onInput={(event) => onInput(event.currentTarget.value)}
        data-testid={testid}
      />
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
