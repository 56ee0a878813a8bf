/** How an invitation fares, in words. */
import type { InvitationItem } from "@firuze/client";
import type { Message } from "../catalogue";
import { deliveryError } from "./deliveries";

export function isExpired(item: InvitationItem, now: number): boolean {
  return Date.parse(item.expires_at) <= now;
}

/** What has become of the mail that brings the link. */
export function invitationMail({ mail, error }: InvitationItem): Message {
  switch (mail) {
    case null:
      return { key: "invitations.mail.none" };
    case "sent":
      return { key: "invitations.mail.sent" };
    case "withdrawn":
      return { key: "invitations.mail.withdrawn" };
    case "failed":
      return { key: "invitations.mail.failed", params: { error: deliveryError(error) } };
    default:
      return error
        ? { key: "invitations.mail.again", params: { error: deliveryError(error) } }
        : { key: "invitations.mail.waiting" };
  }
}
