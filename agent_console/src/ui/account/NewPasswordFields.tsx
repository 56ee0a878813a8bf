import { type Signal, useSignal } from "@preact/signals";
import { t } from "../../catalogue";
import { AccountField } from "./AccountCard";

/** A new password, typed twice. */
export interface NewPassword {
  readonly password: Signal<string>;
  readonly again: Signal<string>;
}

export function useNewPassword(): NewPassword {
  return { password: useSignal(""), again: useSignal("") };
}

interface NewPasswordFieldsProps {
  chosen: NewPassword;
  autofocus?: boolean;
  /** What the fields' `data-testid`s begin with. */
  testid: string;
}

export function NewPasswordFields({ chosen, autofocus = false, testid }: NewPasswordFieldsProps) {
  return (
    <>
      <Field
        into={chosen.password}
        label={t("password.new")}
        name="password"
        autofocus={autofocus}
        testid={`${testid}-new`}
      />
      <Field
        into={chosen.again}
        label={t("password.again")}
        name="again"
        testid={`${testid}-again`}
      />
    </>
  );
}

interface FieldProps {
  into: Signal<string>;
  label: string;
  name: string;
  autofocus?: boolean;
  testid: string;
}

function Field({ into, ...rest }: FieldProps) {
  return (
    <AccountField
      {...rest}
      type="password"
      autocomplete="new-password"
      value={into.value}
      onInput={(value) => {
        into.value = value;
      }}
    />
  );
}
