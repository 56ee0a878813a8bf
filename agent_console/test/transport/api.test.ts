import { NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createStaffApi } from "../../src/transport/api";
import { SARA } from "../samples";

function apiAnswering(status: number, body: unknown) {
  const asked: [string, RequestInit | undefined][] = [];
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const api = createStaffApi(async (path, init) => {
    asked.push([String(path), init]);
    return new Response(status === 204 ? null : text, { status });
  });
  return { api, asked };
}

const error = (code: string, data = {}) => ({ error: { code, message: "", id: "e1", data } });

describe("the staff's routes", () => {
  test("a login sends JSON and tells who it is", async () => {
    const { api, asked } = apiAnswering(200, SARA);
    await expect(api.login("sara@shop.example", "secret")).resolves.toEqual(SARA);
    expect(asked[0]?.[0]).toBe("/api/staff/login");
    expect(JSON.parse(String(asked[0]?.[1]?.body))).toEqual({
      email: "sara@shop.example",
      password: "secret",
    });
  });

  test("without a login, `me` is null, not an error", async () => {
    await expect(apiAnswering(401, error("unauthenticated")).api.me()).resolves.toBeNull();
  });

  test("an answer without content is an answer", async () => {
    await expect(apiAnswering(204, "").api.logout()).resolves.toBeUndefined();
  });

  test("filters that are not set are not sent", async () => {
    const { api, asked } = apiAnswering(200, { items: [], rest: null });
    await api.conversations({
      owner: "closed",
      language: "",
      agent: "",
      mark: "",
      q: "a b",
      after: "",
    });
    expect(asked[0]?.[0]).toBe("/api/staff/conversations?owner=closed&q=a+b&limit=40");
  });

  test("a picture goes out as its bytes, and comes back as such", async () => {
    const { api, asked } = apiAnswering(200, { portrait: "/portraits/k" });
    const picture = new Blob(["picture"], { type: "image/png" });
    await api.showPortrait(picture);
    const [path, sent] = asked[0] ?? [];
    expect(path).toBe("/api/staff/account/portrait");
    expect([sent?.body, new Headers(sent?.headers).get("content-type")]).toEqual([
      picture,
      "application/octet-stream",
    ]);
    await expect(api.portrait("/portraits/k")).resolves.toBeInstanceOf(Blob);
    const gone = apiAnswering(404, error("not_found")).api.portrait("/portraits/k");
    await expect(gone).rejects.toBeInstanceOf(RequestRefused);
  });

  test("a refusal keeps its code, its id and its data", async () => {
    const { api } = apiAnswering(429, error("rate_limited", { retry_after: 9 }));
    const refusal = await api.customer("1").catch((problem: unknown) => problem);
    expect(refusal).toBeInstanceOf(RequestRefused);
    expect((refusal as RequestRefused).detail).toMatchObject({
      code: "rate_limited",
      id: "e1",
      data: { retry_after: 9 },
    });
  });

  test.each([
    [502, "unavailable"],
    [403, "not_allowed"],
    [404, "not_found"],
    [500, "internal"],
  ])("a page of a proxy (%i) has the code of its status", async (status, code) => {
    const { api } = apiAnswering(status, "<html>oh</html>");
    await expect(api.customer("1")).rejects.toMatchObject({ code });
  });

  test("no network is no answer", async () => {
    const api = createStaffApi(() => Promise.reject(new TypeError("Failed to fetch")));
    await expect(api.me()).rejects.toEqual(new NoAnswer("offline"));
  });
});
