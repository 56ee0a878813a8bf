import { describe, expect, it } from "vitest";
import { accepted, isPassing, RequestRefused, retryAfter } from "../src";

const error = { code: "not_found", message: "no", id: null, data: {} };

describe("answers", () => {
  it("gives the ack when it was accepted, and throws the refusal otherwise", () => {
    const done = { ok: true as const, seq: 1 };
    expect(accepted(done)).toBe(done);
    expect(() => accepted({ ok: false, error })).toThrow(RequestRefused);
  });

  it("tells transient refusals from permanent ones", () => {
    expect(isPassing("unavailable")).toBe(true);
    expect(isPassing("illegal_move")).toBe(false);
  });

  it("reads a rate limit's delay in milliseconds, whatever was sent", () => {
    expect(retryAfter({ ...error, data: { retry_after: 2 } })).toBe(2000);
    expect(retryAfter({ ...error, data: { retry_after: "soon" } })).toBe(0);
    expect(retryAfter({ ...error, data: { retry_after: -1 } })).toBe(0);
  });
});
