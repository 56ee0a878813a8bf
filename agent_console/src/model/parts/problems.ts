/** Says in words what went wrong. */
import { type ErrorBody, MESSAGE_LIMIT, NoAnswer, RequestRefused } from "@firuze/client";
import { known, type Message, type TextKey } from "../../catalogue";

const PLAIN: ReadonlySet<string> = new Set([
  "invalid_input",
  "illegal_move",
  "erased",
  "under_way",
  "busy",
  "not_owner",
  "unread",
  "not_found",
  "not_allowed",
  "unauthenticated",
  "unavailable",
  "file_kind",
  "portrait_kind",
  "file_polyglot",
  "file_broken",
  "file_empty",
  "file_infected",
  "files_off",
  "files_full",
  "files_down",
  "scanner_down",
  "transfer_target",
  "snooze_past",
  "https_needed",
  "code_wrong",
  "password_wrong",
  "set_up_expired",
  "second_factor_on",
  "second_factor_off",
  "second_factor_demanded",
  "password_long",
  "email_taken",
  "email_invalid",
  "invitation_open",
  "invitation_closed",
  "invitation_expired",
  "language_missing",
  "name_missing",
  "name_unreadable",
  "delivery_sending",
  "delivery_sent",
  "delivery_expired",
  "request_settled",
]);

export function problemOf(error: unknown): Message {
  if (error instanceof RequestRefused) return refusal(error.code, error.detail);
  if (error instanceof NoAnswer) return { key: "error.offline" };
  throw error; // a bug: not to be disguised as a network problem
}

export function refusal(code: string, detail?: Pick<ErrorBody, "id" | "data">): Message {
  if (PLAIN.has(code)) return { key: `error.${code}` as TextKey };
  const seconds = Number(detail?.data?.retry_after);
  switch (code) {
    case "text_too_long":
      return { key: "error.text_too_long", params: { limit: MESSAGE_LIMIT } };
    case "rate_limited":
      return seconds > 0
        ? { key: "error.rate_limited", params: { seconds: Math.ceil(seconds) } }
        : { key: "error.rate_limited_soon" };
    case "password_short":
      return { key: "error.password_short", params: { least: Number(detail?.data?.least) } };
    case "password_guessable":
      return { key: guessable(`error.password_guessable.${detail?.data?.why}`) };
    case "name_long":
      return { key: "error.name_long", params: { most: Number(detail?.data?.most) } };
    case "offline":
      return { key: "error.offline" };
    case "file_large":
      return { key: "error.file_large", params: { megabytes: Number(detail?.data?.megabytes) } };
    case "picture_large":
      return {
        key: "error.picture_large",
        params: { megapixels: Number(detail?.data?.megapixels) },
      };
    case "snooze_far":
      return { key: "error.snooze_far", params: { days: Number(detail?.data?.days) } };
    case "internal":
      if (detail?.id) return { key: "error.internal", params: { id: detail.id } };
  }
  return { key: "error.unknown", params: { code } };
}

/**
 * The text for why a password is easy to guess; a general one for reasons this console does not
 * know.
 */
const guessable = (key: string): TextKey =>
  known(key) ? (key as TextKey) : "error.password_guessable.guessable";

export function isLoggedOut(error: unknown): boolean {
  return error instanceof RequestRefused && error.code === "unauthenticated";
}
