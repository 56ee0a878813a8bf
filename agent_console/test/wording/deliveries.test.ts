import { describe, expect, test } from "vitest";
import { say } from "../../src/catalogue";
import { deliveryError, deliveryState, threadMail as inWords } from "../../src/wording/deliveries";
import { at, delivery, threadMail } from "../samples";

const NOW = Date.parse(at(0));

describe("a mail of the conversation", () => {
  test.each([
    [threadMail(3, 3), true, "thread.mail.waiting"],
    [threadMail(3, 3), false, "thread.mail.no_mail"],
    [threadMail(3, 3, { tries: 2, error: "timeout" }), true, "thread.mail.again"],
    [threadMail(3, 3, { state: "sending", tries: 1 }), true, "thread.mail.sending"],
    [threadMail(3, 3, { state: "sent", tries: 1 }), true, "thread.mail.sent"],
    [threadMail(3, 3, { state: "failed", error: "refused" }), true, "thread.mail.failed"],
    [threadMail(3, 3, { state: "withdrawn" }), true, "thread.mail.withdrawn"],
  ] as const)("%#: %s", (mail, works, key) => {
    const message = inWords(mail, works, NOW);
    expect(message.key).toBe(key);
    expect(say(message)).not.toContain("{");
  });
});

describe("a delivery", () => {
  test.each([
    [delivery("a", { state: "waiting", gathering: true, tries: 0 }), "delivery.state.gathering"],
    [delivery("a", { state: "waiting", tries: 0 }), "delivery.state.waiting"],
    [delivery("a", { state: "waiting", tries: 3 }), "delivery.state.again"],
    [delivery("a", { state: "sending" }), "delivery.state.sending"],
    [delivery("a", { state: "sent" }), "delivery.state.sent"],
    [delivery("a"), "delivery.state.failed"],
    [delivery("a", { state: "withdrawn" }), "delivery.state.withdrawn"],
  ] as const)("%#: %s", (item, key) => {
    const message = deliveryState(item, NOW);
    expect(message.key).toBe(key);
    expect(say(message)).not.toContain("{");
  });

  test("says why it failed, and shows the code where the console has no text for it", () => {
    expect(deliveryError("mail_not_set_up")).toBe("No mail server is set.");
    expect(deliveryError("brand_new")).toContain("brand_new");
  });
});
