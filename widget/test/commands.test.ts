import { type Ack, NoAnswer } from "@firuze/client";
import { describe, expect, it } from "vitest";
import { type Command, createCommands } from "../src/panel/model/commands";

type Answer = Ack<{ ok: true }>;

const refused = (code: string): Answer => ({
  ok: false,
  error: { code, message: code, id: null, data: {} },
});

/** Commands to a gateway that answers as the test says; `asked` records the requests. */
function scene(answer: (event: string) => Answer | Promise<Answer> = () => ({ ok: true })) {
  const asked: [event: string, payload: object][] = [];
  const commands = createCommands((async (event: string, payload: object) => {
    asked.push([event, payload]);
    return answer(event);
  }) as never);
  return { asked, commands };
}

describe("a command", () => {
  it("is running until it is answered, and says nothing when it is done", async () => {
    const { asked, commands } = scene();
    const done = commands.run("request_person");
    expect(commands.running.value).toBe("request_person");
    await done;
    expect([commands.running.value, commands.notice.value]).toEqual([null, null]);
    expect(asked).toEqual([["request_person", {}]]);
  });

  it("is not given twice while one is running", async () => {
    const { asked, commands } = scene();
    await Promise.all([commands.run("request_person"), commands.run("open_ticket")]);
    expect(asked.map(([event]) => event)).toEqual(["request_person"]);
  });

  it("that is refused says why", async () => {
    const { commands } = scene(() => refused("illegal_move"));
    await commands.run("open_ticket");
    expect(commands.notice.value).toEqual({ kind: "failed", code: "illegal_move" });
    expect(commands.running.value).toBeNull();
  });

  it("that is not answered in time says so, and is not given again by itself", async () => {
    const { asked, commands } = scene(() => Promise.reject(new NoAnswer("timeout")));
    await commands.run("open_ticket");
    expect(commands.notice.value).toEqual({ kind: "failed", code: "timeout" });
    commands.connected();
    expect(asked).toHaveLength(1);
  });

  it("without a connection is kept, the last one only, and given once when there is one", async () => {
    let offline = true;
    const { asked, commands } = scene(() =>
      offline ? Promise.reject(new NoAnswer("offline")) : { ok: true },
    );
    for (const command of ["request_person", "open_ticket"] as Command[])
      await commands.run(command);
    expect(commands.notice.value).toEqual({ kind: "later" });
    offline = false;
    asked.length = 0;
    commands.connected();
    commands.connected();
    await expect.poll(() => commands.running.value).toBeNull();
    expect(asked).toEqual([["open_ticket", {}]]);
    expect(commands.notice.value).toBeNull();
  });

  it("that ends the chat is not kept: the customer may have asked something new", async () => {
    let offline = true;
    const { asked, commands } = scene(() =>
      offline ? Promise.reject(new NoAnswer("offline")) : { ok: true },
    );
    await commands.run("end_chat");
    expect(commands.notice.value).toEqual({ kind: "failed", code: "offline" });
    offline = false;
    asked.length = 0;
    commands.connected();
    await Promise.resolve();
    expect(asked).toEqual([]);
  });
});

describe("a contact", () => {
  const contact = { name: "Nika", email: "nika@mail.example", phone: null };

  it("is left under an id of its own", async () => {
    const { asked, commands } = scene();
    expect(await commands.leaveContact(contact)).toBeNull();
    expect(await commands.leaveContact(contact)).toBeNull();
    const [one, two] = asked.map(([, payload]) => payload as Record<string, unknown>);
    expect(one).toMatchObject(contact);
    expect(one?.client_id).not.toBe(two?.client_id);
  });

  it("that is refused resolves to the reason", async () => {
    const { commands } = scene(() => refused("rate_limited"));
    expect(await commands.leaveContact(contact)).toBe("rate_limited");
  });
});
