/** The state of a mail, in words. */
import type { DeliveryItem, ThreadMail } from "@firuze/client";
import { known, type Message, say } from "../catalogue";
import { timeToCome } from "./times";

/** Why a mail did not leave or arrive. */
export function deliveryError(code: string | null): string {
  return (
    known(`delivery.error.${code}`) ??
    say({ key: "delivery.error.unknown", params: { code: code ?? "" } })
  );
}

/** Shown below the last message of a mail. `works`: this installation can send mail at all. */
export function threadMail(mail: ThreadMail, works: boolean, now: number): Message {
  const params = { time: timeToCome(mail.at, now), error: deliveryError(mail.error) };
  switch (mail.state) {
    case "waiting":
      if (!works) return { key: "thread.mail.no_mail" };
      if (mail.tries === 0) return { key: "thread.mail.waiting", params };
      return { key: "thread.mail.again", params };
    case "withdrawn":
      return { key: "thread.mail.withdrawn" };
    default:
      return { key: `thread.mail.${mail.state}`, params };
  }
}

/** What happens next to a delivery, or what happened last. */
export function deliveryState(item: DeliveryItem, now: number): Message {
  const time = timeToCome(item.settled_at ?? item.due_at, now);
  if (item.state !== "waiting") return { key: `delivery.state.${item.state}`, params: { time } };
  if (item.gathering) return { key: "delivery.state.gathering", params: { time } };
  return {
    key: item.tries > 0 ? "delivery.state.again" : "delivery.state.waiting",
    params: { time },
  };
}
