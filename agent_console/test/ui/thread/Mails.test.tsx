// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { ThreadView } from "../../../src/ui/thread/ThreadView";
import { settled } from "../../line";
import {
  agentSaid,
  at,
  contactLeft,
  customerSaid,
  item,
  marks,
  mine,
  threadMail,
} from "../../samples";
import { connected, ID } from "../../scene";
import { all, clear, draw, one } from "../page";

afterEach(clear);

async function show(mails: ReturnType<typeof threadMail>[], works = true, away = true) {
  const { desk, line, wire } = await connected();
  line
    .on("sync", () => ({
      ok: true,
      events: [customerSaid(1, "hello"), contactLeft(2, "nika@mail.example"), agentSaid(3, "hi")],
      more: false,
      item: item(ID, { owner: mine("agent"), head: 3 }),
      marks: marks(),
    }))
    .on("mails", () => ({ ok: true, mails, works, grace_seconds: 120 }));
  wire.push("away", away ? { left: [ID], back: [] } : { left: [], back: [ID] });
  desk.go({ page: "inbox", conversation: ID });
  await act(settled);
  await act(settled);
  const thread = desk.thread.value;
  if (!thread) throw new Error("No conversation is open");
  await draw(desk, <ThreadView thread={thread} />);
  await act(settled);
  return { line, wire };
}

describe("below a message", () => {
  test("its mail's state is shown, and kept current", async () => {
    const { line, wire } = await show([threadMail(3, 3)]);
    expect(one("mail").dataset.state).toBe("waiting");
    expect(one("mail").textContent).toContain("unless read");
    line.on("mails", () => ({
      ok: true,
      mails: [threadMail(3, 3, { state: "failed", error: "refused", tries: 1, at: at(6) })],
      works: true,
      grace_seconds: 120,
    }));
    await act(() => wire.push("deliveries", { conversation_id: ID }));
    await act(settled);
    expect(one("mail").textContent).toBe("not sent by mail: The mail server refuses this mail.");
  });

  test("nothing is shown without a mail", async () => {
    await show([]);
    expect(all("mail")).toEqual([]);
  });
});

describe("before sending, the agent reads", () => {
  test("that the answer goes by mail, to whom", async () => {
    await show([]);
    expect(one("composer-mail").textContent).toContain("nika@mail.example");
    expect(one("composer-mail").textContent).toContain("has left");
  });

  test("that it goes by mail if it is not read, while the customer is there", async () => {
    await show([], true, false);
    expect(one("composer-mail").textContent).toContain("not read within 2 min");
  });

  test("that no mail goes out, and what to do instead", async () => {
    await show([], false);
    expect(one("composer-mail").dataset.state).toBe("none");
    expect(one("composer-mail").textContent).toContain("Write to");
    await act(() => {
      language.value = "fa";
    });
    expect(one("composer-mail").textContent).toContain("خودتان به");
  });

  test("nothing of it without a mail server, while the customer is there", async () => {
    await show([], false, false);
    expect(all("composer-mail")).toEqual([]);
  });
});
