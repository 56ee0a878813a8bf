import { NoAnswer, RequestRefused, type ThreadMail } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createMails, mailBelow } from "../../../src/model/thread/mails";
import { FakeLine, settled } from "../../line";
import { agentSaid, contactLeft, customerSaid, threadMail } from "../../samples";

const EMAIL = "nika@mail.example";
const LEFT = [customerSaid(1, "hello"), contactLeft(2, EMAIL)];
const SAID = [...LEFT, agentSaid(3, "hi")];
const answer = (mails: ThreadMail[] = [], works = true) => ({
  ok: true,
  mails,
  works,
  grace_seconds: 120,
});

function model(line = new FakeLine().on("mails", () => answer())) {
  let out = 0;
  const mails = createMails(line, () => {
    out += 1;
  });
  return { line, mails, out: () => out };
}

describe("the mails of the open conversation", () => {
  test("are fetched once its customer has left an address", async () => {
    const { line, mails } = model();
    mails.look("a", [customerSaid(1, "hello"), contactLeft(2, null, "+98 935 555 0177")]);
    await settled();
    expect([line.events(), mails.shown.value]).toEqual([[], null]);
    mails.look("a", LEFT);
    await settled();
    expect(mails.shown.value).toEqual({
      conversation: "a",
      email: EMAIL,
      mails: [],
      works: true,
      grace_seconds: 120,
    });
  });

  test("are fetched again when something is said, and when a mail has progressed", async () => {
    const { line, mails } = model();
    mails.look("a", LEFT);
    mails.look("a", [...LEFT]);
    mails.look("a", [...LEFT, customerSaid(3, "there?")]);
    expect(line.asked).toHaveLength(1);
    mails.look("a", SAID);
    expect(line.asked).toHaveLength(2);
    mails.receive({ conversation_id: "a" });
    mails.receive({ conversation_id: "b" });
    mails.receive({ conversation_id: null });
    expect(line.asked).toHaveLength(3);
  });

  test("stay as they were while an answer is not there", async () => {
    const { line, mails } = model();
    line.on("mails", () => answer([threadMail(3, 3)]));
    mails.look("a", SAID);
    await settled();
    for (const error of [
      new NoAnswer("timeout"),
      new RequestRefused({ code: "rate_limited", message: "", id: null, data: {} }),
    ]) {
      line.on("mails", () => {
        throw error;
      });
      mails.receive({ conversation_id: "a" });
      await settled();
      expect(mails.shown.value?.mails).toEqual([threadMail(3, 3)]);
    }
  });

  test("are gone with the conversation", async () => {
    const { mails } = model();
    mails.look("a", SAID);
    await settled();
    mails.look("b", LEFT);
    expect(mails.shown.value).toBeNull();
    await settled();
    expect(mails.shown.value?.conversation).toBe("b");
    mails.look(null, []);
    expect(mails.shown.value).toBeNull();
  });

  test("an answer that comes too late is not shown", async () => {
    const { mails } = model();
    mails.look("a", SAID);
    mails.look(null, []);
    await settled();
    expect(mails.shown.value).toBeNull();
  });

  test("a request reveals that the session has ended", async () => {
    const { line, mails, out } = model();
    line.on("mails", () => {
      throw new RequestRefused({ code: "unauthenticated", message: "", id: null, data: {} });
    });
    mails.look("a", SAID);
    await settled();
    expect(out()).toBe(1);
  });
});

describe("a mail is shown below the last message that it carries", () => {
  const log = [...SAID, customerSaid(4, "ok"), agentSaid(5, "more"), agentSaid(6, "last")];
  const mails = [threadMail(3, 5), threadMail(6, 6)];

  test.each([
    [1, null],
    [3, null],
    [5, "mail-3"],
    [6, "mail-6"],
    [7, null],
  ])("%s", (seq, id) => {
    expect(mailBelow(seq, log, mails)?.id ?? null).toBe(id);
  });

  test("even if its first message is not loaded yet", () => {
    expect(mailBelow(6, log, [threadMail(3, 9)])?.id).toBe("mail-3");
  });
});
