import { NoAnswer, RequestRefused } from "@firuze/client";
import { expect, test } from "vitest";
import { createWatchedList } from "../../../src/model/parts/watched_list";
import { Clock } from "../../line";

interface Item {
  id: string;
  state: string;
}

const COUNTS = { open: 2, late: 1 };
const rows = (...ids: string[]): Item[] => ids.map((id) => ({ id, state: "open" }));
const page = (items: Item[], rest: string | null = null) => ({ items, rest, counts: COUNTS });
const loggedOut = () =>
  Promise.reject(new RequestRefused({ code: "unauthenticated", message: "", id: null, data: {} }));

function model(ages?: (counts: typeof COUNTS) => boolean) {
  const asked: string[] = [];
  const clock = new Clock();
  let out = 0;
  const gateway = {
    list: async (_show: string, after: string) =>
      after ? page(rows("b", "c")) : page(rows("a", "b"), "1.b"),
    counts: async () => COUNTS,
  };
  const list = createWatchedList<Item, typeof COUNTS, "open" | "all">({
    show: "open",
    fetchPage: (show, after) => {
      asked.push(`list ${show} ${after}`.trim());
      return gateway.list(show, after);
    },
    fetchCounts: () => {
      asked.push("count");
      return gateway.counts();
    },
    ...(ages ? { ages } : {}),
    onLoggedOut: () => {
      out += 1;
    },
    timers: clock,
  });
  const ids = () => list.items.value.map(({ id }) => id);
  return { list, gateway, asked, clock, ids, out: () => out };
}

test("a list comes page by page, each item once", async () => {
  const { list, ids } = model();
  await list.load();
  expect([ids(), list.more.value]).toEqual([["a", "b"], true]);
  expect(list.counts.value).toEqual(COUNTS);
  await list.loadMore();
  expect([ids(), list.more.value]).toEqual([["a", "b", "c"], false]);
  await list.loadMore();
  expect(ids()).toEqual(["a", "b", "c"]);
});

test("the answer to the latest question alone is kept", async () => {
  const { list, gateway, asked, ids } = model();
  let late: (answer: ReturnType<typeof page>) => void = () => undefined;
  gateway.list = (show) =>
    show === "open"
      ? new Promise((resolve) => {
          late = resolve;
        })
      : Promise.resolve(page(rows("settled")));
  const first = list.load();
  await list.choose("all");
  late(page(rows("open")));
  await first;
  expect([ids(), list.loading.value]).toEqual([["settled"], false]);
  expect(asked).toEqual(["list open", "list all"]);
});

test("a list says why it does not come, and comes when asked again", async () => {
  const { list, gateway, ids } = model();
  const works = gateway.list;
  gateway.list = () => Promise.reject(new NoAnswer("offline"));
  await list.load();
  expect(list.problem.value).toEqual({ key: "error.offline" });
  gateway.list = works;
  await list.load();
  expect([list.problem.value, ids()]).toEqual([null, ["a", "b"]]);
});

test("any question reveals that the session has ended", async () => {
  const { list, gateway, out } = model();
  gateway.list = gateway.counts = loggedOut;
  await list.load();
  await list.count();
  expect([out(), list.problem.value]).toEqual([2, null]);
});

test("what moves is followed once for a burst: the list while somebody looks, else the counts alone", async () => {
  const { list, asked, clock } = model();
  list.moved();
  list.moved();
  await clock.elapse(500);
  const stop = list.watch();
  list.moved();
  await clock.elapse(500);
  stop();
  list.moved();
  list.forget();
  await clock.elapse(500);
  expect(asked).toEqual(["count", "list open", "list open"]);
  expect([list.items.value, list.counts.value]).toEqual([[], null]);
});

test("counts that age are asked for again, and not for nobody", async () => {
  const { list, asked, clock } = model(({ open, late }) => open > late);
  await list.count();
  await clock.elapse(600_000);
  await clock.elapse(600_000);
  expect(asked).toEqual(["count", "count", "count"]);
  list.forget();
  expect(clock.waiting).toBe(0);
  const late = list.count();
  list.forget();
  await late;
  expect([clock.waiting, list.counts.value]).toEqual([0, null]);
});

test("counts that do not age are left alone", async () => {
  const { list, clock } = model(({ open, late }) => open < late);
  await list.count();
  expect(clock.waiting).toBe(0);
});

test("the newer form of an item takes its place", async () => {
  const { list } = model();
  await list.load();
  list.replace({ id: "b", state: "done" });
  list.replace({ id: "elsewhere", state: "done" });
  expect(list.items.value).toEqual([
    { id: "a", state: "open" },
    { id: "b", state: "done" },
  ]);
});
