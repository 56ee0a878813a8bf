/**
 * The socket as the models see it: answers that a test has prepared, and the recorded requests.
 */
import {
  type ErrorBody,
  NoAnswer,
  type Refused,
  type StaffPush,
  type StaffSaid,
} from "@firuze/client";

type Answer = (payload: Record<string, unknown>) => unknown;

export class FakeLine {
  readonly asked: [event: string, payload: Record<string, unknown>][] = [];
  readonly sent: [event: string, payload: object][] = [];
  private readonly answers = new Map<string, Answer>();

  /** Answers `event` from now on. */
  on(event: string, answer: Answer): this {
    this.answers.set(event, answer);
    return this;
  }

  /** Leaves `event` unanswered from now on. */
  off(event: string): this {
    this.answers.delete(event);
    return this;
  }

  // The models ask for their own types; the tests prepare them.
  // biome-ignore lint/suspicious/noExplicitAny: a fake answers whatever the test has it answer
  request = async (event: string, payload: object): Promise<any> => {
    this.asked.push([event, payload as Record<string, unknown>]);
    const answer = this.answers.get(event);
    if (!answer) throw new NoAnswer("offline");
    return answer(payload as Record<string, unknown>);
  };

  send = (event: string, payload: object): void => {
    this.sent.push([event, payload]);
  };

  events(): string[] {
    return this.asked.map(([event]) => event);
  }
}

export const done = (seq = 1) => ({ ok: true, seq, at: "2026-11-22T10:00:00Z" });

/** The ack of a message, with what everybody else who watches is pushed. */
export const said = (push: StaffPush): StaffSaid => ({
  ok: true,
  seq: push.events[0]?.seq ?? 0,
  at: "2026-11-22T10:00:00Z",
  push,
});

export const refused = (code: string, data: ErrorBody["data"] = {}): Refused => ({
  ok: false,
  error: { code, message: code, id: null, data },
});

export { Clock, settled } from "../../client/test/clock";
