import { type Installation, NoAnswer, RequestRefused } from "@firuze/client";
import { expect, test } from "vitest";
import { createInstallation } from "../../../src/model/installation/installation";

const FOUND: Installation = { sites: [], origins: ["https://shop.example"] };
const OTHERS: Installation = { sites: [], origins: null };
const ENDED = new RequestRefused({ code: "unauthenticated", message: "", id: null, data: {} });

interface Answer {
  resolve(found: Installation): void;
  reject(failure: Error): void;
}

/** A page whose questions the test answers one after the other. */
function start() {
  const asked: Answer[] = [];
  let left = 0;
  const installation = () =>
    new Promise<Installation>((resolve, reject) => {
      asked.push({ resolve, reject });
    });
  const page = createInstallation({ installation }, () => {
    left += 1;
  });
  return { page, asked, left: () => left };
}

test("shows what the gateway answers", async () => {
  const { page, asked } = start();
  const look = page.look();
  expect(page.busy.value).toBe(true);
  asked[0]?.resolve(FOUND);
  await look;
  expect([page.seen.value, page.busy.value]).toEqual([FOUND, false]);
});

test("an answer after the logout is nobody's, and the next member asks at once", async () => {
  const { page, asked } = start();
  const late = page.look();
  page.forget();
  const look = page.look();
  asked[0]?.resolve(FOUND);
  await late;
  expect([page.seen.value, page.busy.value]).toEqual([null, true]);
  asked[1]?.resolve(OTHERS);
  await look;
  expect([page.seen.value, page.busy.value]).toEqual([OTHERS, false]);
});

test.each([new NoAnswer("offline"), ENDED])(
  "a failure after the logout troubles nobody: %s",
  async (failure) => {
    const { page, asked, left } = start();
    const late = page.look();
    page.forget();
    asked[0]?.reject(failure);
    await late;
    expect([page.problem.value, left()]).toEqual([null, 0]);
  },
);

test("a problem goes with the member who had it", async () => {
  const { page, asked } = start();
  const look = page.look();
  asked[0]?.reject(new NoAnswer("offline"));
  await look;
  expect(page.problem.value).toEqual({ key: "error.offline" });
  page.forget();
  expect(page.problem.value).toBeNull();
});
