import type { ConversationList, StaffName } from "@firuze/client";
import { NoAnswer } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createArchive } from "../../../src/model/archive/archive";
import type { ArchiveQuery } from "../../../src/transport/api";
import { item, theirs } from "../../samples";

function scene() {
  const asked: { query: ArchiveQuery; answer: (list: ConversationList | Error) => void }[] = [];
  const staff: StaffName[] = [
    { id: "agent-lili", names: { en: "Lili", fa: null }, disabled: true, portrait: null },
    { id: "agent-sara", names: { en: "Sara", fa: null }, disabled: false, portrait: null },
    { id: "agent-omid", names: { en: "Omid", fa: null }, disabled: false, portrait: null },
  ];
  const api = {
    people: async () => ({ people: staff }),
    conversations: (query: ArchiveQuery) =>
      new Promise<ConversationList>((resolve, reject) => {
        asked.push({
          query,
          answer: (list) => (list instanceof Error ? reject(list) : resolve(list)),
        });
      }),
  };
  const archive = createArchive(api, () => undefined);
  return { asked, archive, ids: () => archive.items.value.map(({ id }) => id) };
}

describe("the supervisor's list", () => {
  test("comes page by page, each conversation once", async () => {
    const { asked, archive, ids } = scene();
    const loading = archive.load();
    asked[0]?.answer({ items: [item("a"), item("b")], rest: "5.b" });
    await loading;
    expect(archive.more.value).toBe(true);
    const more = archive.loadMore();
    expect(asked[1]?.query.after).toBe("5.b");
    asked[1]?.answer({ items: [item("b"), item("c")], rest: null });
    await more;
    expect(ids()).toEqual(["a", "b", "c"]);
    expect(archive.more.value).toBe(false);
  });

  test("shows the answer to the latest request, whichever arrives last", async () => {
    const { asked, archive, ids } = scene();
    const first = archive.filter({ q: "par" });
    const second = archive.filter({ q: "parcel" });
    asked[1]?.answer({ items: [item("right")], rest: null });
    asked[0]?.answer({ items: [item("stale")], rest: null });
    await Promise.all([first, second]);
    expect(ids()).toEqual(["right"]);
    expect(archive.loading.value).toBe(false);
  });

  test("says when it could not be loaded", async () => {
    const { asked, archive } = scene();
    const loading = archive.load();
    asked[0]?.answer(new NoAnswer("timeout"));
    await loading;
    expect(archive.problem.value).toEqual({ key: "error.offline" });
  });

  test("a change of what it shows comes to the top; what it does not show stays away", async () => {
    const { asked, archive, ids } = scene();
    const loading = archive.load();
    asked[0]?.answer({ items: [item("a"), item("b")], rest: null });
    await loading;
    archive.receive(item("b", { epoch: 2, owner: theirs("agent") }));
    archive.receive(item("unseen"));
    expect(ids()).toEqual(["b", "a"]);
    archive.receive(item("a"));
    archive.receive(item("b"));
    expect(archive.items.value).toMatchObject([{ id: "b", epoch: 2 }, { id: "a" }]);
  });

  test("filters by any member of staff, former ones last", async () => {
    const { asked, archive } = scene();
    const loading = archive.load();
    asked[0]?.answer({ items: [], rest: null });
    await loading;
    expect(archive.people.value.map(({ names }) => names.en)).toEqual(["Omid", "Sara", "Lili"]);
  });
});
